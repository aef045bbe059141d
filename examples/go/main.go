// Pushes the readings of a weather station as protobuf over HTTP, with the OpenTelemetry SDK for Go:
//
//	export OTEL_EXPORTER_OTLP_ENDPOINT=https://DEVICE:5318 OTEL_EXPORTER_OTLP_CERTIFICATE=authority.pem
//	export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20NAME.SECRET    # npm run device -- add NAME
//	OTEL_SERVICE_NAME=weather OTEL_RESOURCE_ATTRIBUTES=service.instance.id=lga go run . lga.csv 15s
package main

import (
	"context"
	"encoding/csv"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"log"
	"os"
	"strconv"
	"time"
)

func main() {
	ctx := context.Background()
	provider := sdk.NewMeterProvider(sdk.WithReader(sdk.NewPeriodicReader(must(otlpmetrichttp.New(ctx)), sdk.WithInterval(time.Hour))))
	meter := provider.Meter("weather-station")
	temperature := must(meter.Float64Gauge("weather.temperature", metric.WithUnit("Cel")))
	humidity := must(meter.Float64Gauge("weather.humidity", metric.WithUnit("%")))
	for _, row := range must(csv.NewReader(must(os.Open(os.Args[1]))).ReadAll())[1:] {
		temperature.Record(ctx, must(strconv.ParseFloat(row[1], 64)))
		humidity.Record(ctx, must(strconv.ParseFloat(row[2], 64)))
		must(0, provider.ForceFlush(ctx))
		time.Sleep(must(time.ParseDuration(os.Args[2])))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
