package main

import (
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestChecksAreWell(t *testing.T) {
	checks := newFakePipeline(t).checks(t, nil)
	var names []string
	for _, check := range checks {
		names = append(names, check.name)
		if _, err := ask(t, checks, check.name); err != nil {
			t.Errorf("%s: %v", check.name, err)
		}
	}
	if got := strings.Join(names, " "); got != "sensor collector victoriametrics sample" {
		t.Errorf("checks are %s", got)
	}
}

func TestCheckFails(t *testing.T) {
	f := func(name, path string, status int, body, expected string) {
		t.Helper()
		fake := newFakePipeline(t)
		fake.set(path, status, body)
		if _, err := ask(t, fake.checks(t, nil), name); err == nil || !strings.Contains(err.Error(), expected) {
			t.Errorf("%s with %d on %s: %v, expected something with %q", name, status, path, err, expected)
		}
	}
	f("sensor", "/livez", 503, "", "answers 503")
	f("collector", "/", 503, "", "answers 503")
	f("victoriametrics", "/health", 500, "", "answers 500")
	f("victoriametrics", "/metrics", 200, "vm_storage_is_read_only{path=\"/data\"} 1\n", "read-only")
	f("victoriametrics", "/metrics", 200, "vm_rows 1\n", "not in /metrics")
	f("sample", "/api/v1/query", 422, "", "answers 422")
	f("sample", "/api/v1/query", 200, "<html>", "no JSON")
	f("sample", "/api/v1/query", 200, `{"data":{"result":[{"value":[1,"soon"]}]}}`, "no number")
}

func TestLongLinesOfMetricsAreSkipped(t *testing.T) {
	fake := newFakePipeline(t)
	fake.set("/metrics", 200, "vm_long{x=\""+strings.Repeat("y", 9000)+"\"} 1\nvm_storage_is_read_only 0\n")
	if _, err := ask(t, fake.checks(t, nil), "victoriametrics"); err != nil {
		t.Error(err)
	}
}

func TestSampleAge(t *testing.T) {
	fake := newFakePipeline(t)
	checks := fake.checks(t, map[string]string{"HEALTH_SAMPLE_MAX_AGE": "60s"})
	fake.sampleAge(60)
	if detail, err := ask(t, checks, "sample"); err != nil || detail != "newest is 1m0s old" {
		t.Errorf("at the limit: %q, %v", detail, err)
	}
	fake.sampleAge(60.001)
	if _, err := ask(t, checks, "sample"); err == nil {
		t.Error("above the limit it is well")
	}
}

func TestSampleIsAskedForAnewAfterAnEmptyAnswerOnly(t *testing.T) {
	fake := newFakePipeline(t)
	checks := fake.checks(t, map[string]string{"HEALTH_SAMPLE_HOST": `edge"1`})
	fake.noSample()
	if _, err := ask(t, checks, "sample"); err == nil || !strings.Contains(err.Error(), "no sensor_push_sequence within 10m") {
		t.Errorf("got %v", err)
	}
	fake.sampleAge(1)
	for range 2 {
		if _, err := ask(t, checks, "sample"); err != nil {
			t.Error(err)
		}
	}
	queries := fake.queries()
	if len(queries) != 3 || queries[0] == queries[1] || queries[1] != queries[2] {
		t.Fatalf("queries are %q", queries)
	}
	if expected := `time() - max(tlast_over_time(sensor_push_sequence{look!="1",host_name="edge\"1"}[600s]))`; queries[1] != expected {
		t.Errorf("query is %s", queries[1])
	}
}

func TestGetGivesUpOnSilence(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	silent := &url.URL{Scheme: "http", Host: listener.Addr().String()}
	err = get(silent, "/", time.Now().Add(50*time.Millisecond), ignoreBody)
	if fault, ok := err.(net.Error); !ok || !fault.Timeout() {
		t.Errorf("a timeout expected, got %v", err)
	}
}

func TestSensorBehindTLSIsAskedForAConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	parsed, problems := parseConfig(environment(map[string]string{"HEALTH_SENSOR_URL": "https://" + listener.Addr().String()}))
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	checks := newChecks(parsed)
	if seen, err := ask(t, checks, "sensor"); err != nil || seen != "takes connections" {
		t.Errorf("got %q, %v", seen, err)
	}
	listener.Close()
	if _, err := ask(t, checks, "sensor"); err == nil {
		t.Error("nobody listens, and it is well")
	}
}

func TestGetRefusesWhatIsNotHTTP(t *testing.T) {
	f := func(text string) {
		t.Helper()
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		go func() {
			connection, err := listener.Accept()
			if err == nil {
				_, _ = connection.Read(make([]byte, 1024))
				_, _ = connection.Write([]byte(text))
				connection.Close()
			}
		}()
		other := &url.URL{Scheme: "http", Host: listener.Addr().String()}
		if err := get(other, "/", time.Now().Add(5*time.Second), ignoreBody); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
	f("")
	f("SSH-2.0-x\r\n\r\n")
	f("HTTP/1.1 many\r\n\r\n")
	f("HTTP/1.1 200 OK\r\nContent-Type: x\r\n") // ends inside the head
}
