// Nothing but the standard library: the program has 8 MB to live in.
module otel-edge/health

go 1.24
