package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// startServer returns the base address of a server that tells the report.
func startServer(t *testing.T, current func() report) string {
	t.Helper()
	listener, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go serve(listener, current)
	return listener.Addr().String()
}

func TestServer(t *testing.T) {
	current := report{Status: statusOK, Checks: []result{{Name: "sample", OK: true}}}
	address := startServer(t, func() report { return current })
	f := func(method, path string, expected int) string {
		t.Helper()
		request, _ := http.NewRequest(method, "http://"+address+path, nil)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if response.StatusCode != expected || err != nil {
			t.Errorf("%s %s: %d, %v; expected %d", method, path, response.StatusCode, err, expected)
		}
		return string(body)
	}
	var parsed report
	if err := json.Unmarshal([]byte(f("GET", "/", 200)), &parsed); err != nil || parsed.Checks[0].Name != "sample" {
		t.Errorf("got %+v, %v", parsed, err)
	}
	f("GET", "/?pretty", 200)
	if body := f("HEAD", "/", 200); body != "" {
		t.Errorf("HEAD has a body: %q", body)
	}
	f("GET", "/metrics", 404)
	f("DELETE", "/", 405)
	current.Status = statusFailing
	f("GET", "/", 503)
	current.Status = statusStarting
	f("GET", "/", 503)
}

func TestServerOutlivesBadClients(t *testing.T) {
	address := startServer(t, func() report { return report{Status: statusOK} })
	// As many as are answered at a time, and none of them says a word.
	for range maxConnections {
		silent, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
	}
	f := func(request, expected string) {
		t.Helper()
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		_ = connection.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprint(connection, request)
		answer, _ := io.ReadAll(connection)
		if !strings.HasPrefix(string(answer), expected) {
			t.Errorf("%.40q is answered by %q", request, answer)
		}
	}
	f("nonsense\r\n\r\n", "HTTP/1.1 400 ")
	f("GET / HTTP/1.1\r\nX: "+strings.Repeat("y", 7000)+"\r\n\r\n", "HTTP/1.1 200 ")
	f("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 ")
}

func TestCheckCommand(t *testing.T) {
	current := report{Status: statusOK, Checks: []result{{Name: "sample", OK: true, Detail: "newest is 3s old"}}}
	address := startServer(t, func() report { return current })
	f := func(code int, expected string) {
		t.Helper()
		var stdout strings.Builder
		got := run([]string{"check"}, environment(map[string]string{"HEALTH_LISTEN": address}), &stdout, io.Discard)
		if got != code || !strings.HasPrefix(stdout.String(), expected) {
			t.Errorf("exit %d, %q; expected %d, %q", got, &stdout, code, expected)
		}
	}
	f(0, "ok: sample newest is 3s old\n")
	current = report{Status: statusFailing, Checks: []result{
		{Name: "collector", OK: true}, {Name: "sample", Detail: "too old", Since: "2026-01-01T00:00:00Z"}}}
	f(1, "failing: sample: too old (since 2026-01-01T00:00:00Z)\n")
	current = report{Status: statusStarting}
	f(1, "starting: no round of checks is done yet\n")
	address = "127.0.0.1:1"
	f(1, "failing: no answer from health itself")
}

func TestCheckWaitsForAStart(t *testing.T) {
	looks := 0
	address := startServer(t, func() report {
		looks++
		if looks < 3 {
			return report{Status: statusStarting}
		}
		return report{Status: statusOK}
	})
	var stdout strings.Builder
	config, _ := parseConfig(environment(map[string]string{"HEALTH_LISTEN": address}))
	if code := askServer(config, time.Minute, &stdout); code != 0 || looks != 3 {
		t.Errorf("exit %d after %d looks: %s", code, looks, &stdout)
	}
}

func TestDirectCheck(t *testing.T) {
	fake := newFakePipeline(t)
	f := func(code int, expected string) {
		t.Helper()
		var stdout strings.Builder
		got := run([]string{"check", "--direct"}, environment(fake.environment(nil)), &stdout, io.Discard)
		if got != code || !strings.HasPrefix(stdout.String(), expected) {
			t.Errorf("exit %d, %q; expected %d, %q", got, &stdout, code, expected)
		}
	}
	f(0, "ok: sensor answers, collector answers, victoriametrics answers, writable, sample newest is 3s old\n")
	fake.set("/health", 503, "")
	f(1, "failing: victoriametrics: answers 503 (since ")
}

func TestLogLine(t *testing.T) {
	var output strings.Builder
	log := jsonLog(&output, func() time.Time { return time.Unix(0, 0) })
	log(result{Name: "sample", Detail: "too old"})
	log(result{Name: "sample", OK: true, Detail: "newest is 1s old"})
	expected := `{"time":"1970-01-01T00:00:00Z","level":"warn","msg":"check is failing","check":"sample","detail":"too old"}
{"time":"1970-01-01T00:00:00Z","level":"info","msg":"check is well","check":"sample","detail":"newest is 1s old"}
`
	if output.String() != expected {
		t.Errorf("got %s", &output)
	}
}

func TestOwnAddress(t *testing.T) {
	f := func(listen, expected string) {
		t.Helper()
		if got := ownAddress(listen); got != expected {
			t.Errorf("%s: %s, expected %s", listen, got, expected)
		}
	}
	f("0.0.0.0:13134", "127.0.0.1:13134")
	f("[::]:13134", "127.0.0.1:13134")
	f("127.0.0.1:13134", "127.0.0.1:13134")
	f("10.0.0.2:13134", "10.0.0.2:13134")
}
