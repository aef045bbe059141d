package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"time"
)

// A check asks one question: ask returns what there is to say, or the fault.
type check struct {
	name    string
	timeout time.Duration
	ask     func(deadline time.Time) (string, error)
}

// newChecks has the order of the data's way, so that the first fault in a report is the one to look at.
func newChecks(config config) []check {
	var checks []check
	add := func(name string, ask func(time.Time) (string, error)) {
		checks = append(checks, check{name, config.timeout, ask})
	}
	if sensor := config.sensor; sensor != nil {
		add("sensor", func(deadline time.Time) (string, error) {
			// No TLS here, as no net/http (get.go): that the port is open is what can be asked within 8 MB.
			if sensor.Scheme == "https" {
				return "takes connections", takesConnections(sensor, deadline)
			}
			return "answers", get(sensor, "/livez", deadline, ignoreBody)
		})
	}
	if collector := config.collector; collector != nil {
		add("collector", func(deadline time.Time) (string, error) {
			return "answers", get(collector, "/", deadline, ignoreBody)
		})
	}
	if store := config.victoriaMetrics; store != nil {
		add("victoriametrics", func(deadline time.Time) (string, error) { return askStore(store, deadline) })
		add("sample", newSampleCheck(store, config.sampleHost, config.sampleMaxAge))
	}
	return checks
}

// askStore looks at more than /health, which says OK while a full disk makes every write fail.
func askStore(store *url.URL, deadline time.Time) (string, error) {
	if err := get(store, "/health", deadline, ignoreBody); err != nil {
		return "", err
	}
	return "answers, writable", get(store, "/metrics", deadline, func(body *bufio.Reader) error {
		value, err := findMetric(body, "vm_storage_is_read_only")
		if err == nil && value != "0" {
			err = errors.New("is read-only: the disk has less free space than -storage.minFreeDiskSpaceBytes")
		}
		return err
	})
}

// findMetric reads Prometheus text up to the first series of that name. Lines stay in the reader's buffer: 900 strings a round would be
// most of what this program allocates.
func findMetric(body *bufio.Reader, name string) (string, error) {
	for {
		line, isPrefix, err := body.ReadLine()
		if err != nil {
			return "", fmt.Errorf("%s is not in /metrics: %w", name, err)
		}
		if rest, ok := bytes.CutPrefix(line, []byte(name)); ok && len(rest) > 0 && (rest[0] == '{' || rest[0] == ' ') {
			return string(rest[bytes.LastIndexByte(rest, ' ')+1:]), nil
		}
		for isPrefix && err == nil {
			_, isPrefix, err = body.ReadLine()
		}
	}
}

// The sensor raises it by one with each push, whatever its hardware does: its age is the age of the pipeline.
const sampleMetric = "sensor_push_sequence"

// How far back the newest sample is looked for, so that the fault can tell how old it is.
const leastLookback = 10 * time.Minute

func newSampleCheck(store *url.URL, host string, maxAge time.Duration) func(time.Time) (string, error) {
	lookback := max(leastLookback, 2*maxAge)
	look := 0
	return func(deadline time.Time) (string, error) {
		selector := fmt.Sprintf(`%s{look!="%d"`, sampleMetric, look)
		if host != "" {
			selector += ",host_name=" + strconv.Quote(host)
		}
		// time() is the store's: no second clock is involved. latency_offset: the newest points are wanted, too.
		query := fmt.Sprintf("time() - max(tlast_over_time(%s}[%ds]))", selector, int(lookback.Seconds()))
		parameters := url.Values{"query": {query}, "nocache": {"1"}, "latency_offset": {"1ms"}}
		var age time.Duration
		err := get(store, "/api/v1/query?"+parameters.Encode(), deadline, func(body *bufio.Reader) (err error) {
			age, err = readAge(body)
			return err
		})
		switch {
		case errors.Is(err, errNoSample):
			// "No such series" is remembered for ten seconds for this very matcher; every series lacks the label, so each number matches all.
			look++
			return "", fmt.Errorf("no %s within %s", sampleMetric, lookback)
		case err != nil:
			return "", err
		case age > maxAge:
			return "", fmt.Errorf("newest %s is %s old, allowed are %s", sampleMetric, age.Round(time.Second), maxAge)
		}
		return fmt.Sprintf("newest is %s old", age.Round(time.Second)), nil
	}
}

var errNoSample = errors.New("no sample")

// readAge reads the one value, in seconds, of an instant query's answer.
func readAge(body io.Reader) (time.Duration, error) {
	var answer struct {
		Data struct {
			Result []struct {
				Value [2]any `json:"value"`
			} `json:"result"`
		} `json:"data"`
	}
	if err := json.NewDecoder(body).Decode(&answer); err != nil {
		return 0, fmt.Errorf("answers no JSON: %w", err)
	}
	if len(answer.Data.Result) == 0 {
		return 0, errNoSample
	}
	text, _ := answer.Data.Result[0].Value[1].(string)
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("answers no number: %q", text)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}
