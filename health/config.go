package main

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// One environment variable: the parser's messages, --help and README.md say the same of it.
type variable struct{ name, fallback, allowed, meaning string }

var (
	listenVariable = variable{"HEALTH_LISTEN", "127.0.0.1:13134", "ADDRESS:PORT",
		"where GET / answers; it tells states only and takes nothing in"}
	collectorVariable = variable{"HEALTH_COLLECTOR_URL", "http://127.0.0.1:13133", urlAllowed,
		"the collector's health_check extension"}
	victoriaMetricsVariable = variable{"HEALTH_VICTORIAMETRICS_URL", "http://127.0.0.1:8428", urlAllowed,
		"base address; off leaves out the sample, too"}
	sensorVariable = variable{"HEALTH_SENSOR_URL", "off", "the same, or https://",
		"base address; /livez is asked, of https:// a connection and no more"}
	intervalVariable = variable{"HEALTH_INTERVAL", "10s", "a time from 1s to 10m",
		"between two rounds while all is well. Low: CPU. High: a fault is seen late"}
	timeoutVariable = variable{"HEALTH_TIMEOUT", "3s", "a time from 100ms to 1m",
		"for one check; not above the interval. Low: a busy device is called ill. High: a hang is seen late"}
	sampleMaxAgeVariable = variable{"HEALTH_SAMPLE_MAX_AGE", "60s", "a time from 5s to 24h",
		"oldest newest sample that is fresh: four push intervals of 15 s. Low: one retried push is a fault"}
	sampleHostVariable = variable{"HEALTH_SAMPLE_HOST", "", "the value of a label",
		"host_name of the device whose samples count; unset: of any"}
)

const urlAllowed = "an http:// address without user, query and fragment, or off"

var variables = []variable{listenVariable, collectorVariable, victoriaMetricsVariable, sensorVariable,
	intervalVariable, timeoutVariable, sampleMaxAgeVariable, sampleHostVariable}

type config struct {
	listen string
	// nil: not asked.
	collector, victoriaMetrics, sensor *url.URL
	interval, timeout, sampleMaxAge    time.Duration
	sampleHost                         string
}

// parseConfig returns every fault there is, so that one restart is enough. Unset or blank means the default.
func parseConfig(getenv func(string) string) (config, []string) {
	reader := configReader{getenv: getenv}
	parsed := config{
		listen:          reader.address(listenVariable),
		collector:       reader.url(collectorVariable, "http"),
		victoriaMetrics: reader.url(victoriaMetricsVariable, "http"),
		sensor:          reader.url(sensorVariable, "http", "https"),
		interval:        reader.duration(intervalVariable, time.Second, 10*time.Minute),
		timeout:         reader.duration(timeoutVariable, 100*time.Millisecond, time.Minute),
		sampleMaxAge:    reader.duration(sampleMaxAgeVariable, 5*time.Second, 24*time.Hour),
		sampleHost:      reader.text(sampleHostVariable),
	}
	if len(reader.problems) == 0 && parsed.timeout > parsed.interval {
		reader.refuse(timeoutVariable, "not above "+intervalVariable.name, parsed.timeout.String())
	}
	if len(reader.problems) == 0 && parsed.collector == nil && parsed.victoriaMetrics == nil && parsed.sensor == nil {
		reader.problems = append(reader.problems, "every check is off: nothing is left to ask")
	}
	return parsed, reader.problems
}

type configReader struct {
	getenv   func(string) string
	problems []string
}

func (r *configReader) refuse(v variable, allowed, got string) {
	r.problems = append(r.problems, fmt.Sprintf("%s must be %s, got %q", v.name, allowed, got))
}

func (r *configReader) text(v variable) string {
	if text := strings.TrimSpace(r.getenv(v.name)); text != "" {
		return text
	}
	return v.fallback
}

func (r *configReader) address(v variable) string {
	text := r.text(v)
	host, port, err := net.SplitHostPort(text)
	number, portErr := strconv.Atoi(port)
	if err != nil || host == "" || portErr != nil || number < 1 || number > 65535 {
		r.refuse(v, v.allowed, text)
	}
	return text
}

func (r *configReader) url(v variable, schemes ...string) *url.URL {
	text := r.text(v)
	if text == "off" {
		return nil
	}
	address, err := url.Parse(text)
	if err != nil || !slices.Contains(schemes, address.Scheme) || address.Hostname() == "" || address.User != nil ||
		strings.ContainsAny(text, "?# \t\r\n") {
		r.refuse(v, v.allowed, text)
		return nil
	}
	address.Path = strings.TrimRight(address.Path, "/")
	return address
}

func (r *configReader) duration(v variable, least, most time.Duration) time.Duration {
	text := r.text(v)
	value, err := time.ParseDuration(text)
	if err != nil || value < least || value > most {
		r.refuse(v, v.allowed, text)
	}
	return value
}
