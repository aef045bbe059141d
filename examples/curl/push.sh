#!/bin/sh
# Pushes the readings of a weather station as compressed JSON, with nothing but curl and gzip.
#
#   npm run device -- add NAME        on the device; then here, so that the secret is in no process list:
#   (umask 077; cat > credential)     authorization: Bearer NAME.SECRET
#   OTEL_EXPORTER_OTLP_ENDPOINT=https://DEVICE:5318 OTEL_EXPORTER_OTLP_CERTIFICATE=authority.pem CREDENTIAL_FILE=credential \
#     sh push.sh jfk.csv
set -eu
interval_millis=${OTEL_METRIC_EXPORT_INTERVAL:-15000}

gauge() { # name unit value
  printf '{"name":"%s","unit":"%s","gauge":{"dataPoints":[{"timeUnixNano":"%s","asDouble":%s}]}}' "$1" "$2" "$(date +%s%N)" "$3"
}

text() { # key value
  printf '{"key":"%s","value":{"stringValue":"%s"}}' "$1" "$2"
}

tail -n +2 "$1" | while IFS=, read -r _ temperature humidity _; do
  printf '{"resourceMetrics":[{"resource":{"attributes":[%s,%s]},"scopeMetrics":[{"scope":{"name":"weather-station"},"metrics":[%s,%s]}]}]}' \
    "$(text service.name weather)" "$(text service.instance.id curl)" \
    "$(gauge weather.temperature Cel "$temperature")" "$(gauge weather.humidity % "$humidity")" |
    gzip |
    curl --silent --show-error --fail --retry 5 --cacert "$OTEL_EXPORTER_OTLP_CERTIFICATE" --header "@$CREDENTIAL_FILE" \
      --header 'content-type: application/json' --header 'content-encoding: gzip' --data-binary @- \
      --output /dev/null "$OTEL_EXPORTER_OTLP_ENDPOINT/v1/metrics"
  sleep "$(awk "BEGIN {print $interval_millis / 1000}")"
done
