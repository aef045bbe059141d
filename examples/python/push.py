"""Pushes the readings of a weather station with the OpenTelemetry SDK for Python.

    pip install -r requirements.txt
    export OTEL_EXPORTER_OTLP_ENDPOINT=https://DEVICE:5318 OTEL_EXPORTER_OTLP_CERTIFICATE=authority.pem
    export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20NAME.SECRET    # npm run device -- add NAME
    export OTEL_SERVICE_NAME=weather OTEL_RESOURCE_ATTRIBUTES=service.instance.id=ewr
    python push.py ewr.csv      # or over gRPC: OTEL_EXPORTER_OTLP_PROTOCOL=grpc and https://DEVICE:5317
"""

import csv
import os
import sys
import time

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

if os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL") == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
else:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter

interval_seconds = int(os.environ.get("OTEL_METRIC_EXPORT_INTERVAL", "15000")) / 1000
# Endpoint, credential and names come from the variables above. Pushed below, one reading at a time, and not by the reader's own clock.
provider = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=float("inf"))])
meter = provider.get_meter("weather-station")
temperature = meter.create_gauge("weather.temperature", unit="Cel")
humidity = meter.create_gauge("weather.humidity", unit="%")

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        temperature.set(float(row["temperature_celsius"]))
        humidity.set(float(row["humidity_percent"]))
        provider.force_flush()
        time.sleep(interval_seconds)
provider.shutdown()
