// bbolt in the version that the collector's file_storage has (a test compares them): what one of them can open, the other can.
module otel-edge/otelcol-start

go 1.25.0

require go.etcd.io/bbolt v1.5.0

require golang.org/x/sys v0.45.0 // indirect
