package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakePipeline answers for the sensor, the collector and VictoriaMetrics, by path, as its fields say.
type fakePipeline struct {
	mutex    sync.Mutex
	status   map[string]int
	body     map[string]string
	requests []string
	url      string
}

func newFakePipeline(t *testing.T) *fakePipeline {
	fake := &fakePipeline{status: map[string]int{}, body: map[string]string{
		"/":        `{"status":"Server available"}`,
		"/livez":   "ok",
		"/health":  "OK",
		"/metrics": "# HELP x\nvm_rows 7\nvm_storage_is_read_only{path=\"/data\"} 0\nvm_zzz 1\n",
	}}
	fake.sampleAge(3)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fake.mutex.Lock()
		defer fake.mutex.Unlock()
		fake.requests = append(fake.requests, r.URL.Path+" "+r.FormValue("query"))
		if status := fake.status[r.URL.Path]; status != 0 {
			w.WriteHeader(status)
		}
		fmt.Fprint(w, fake.body[r.URL.Path])
	}))
	t.Cleanup(server.Close)
	fake.url = server.URL
	return fake
}

func (f *fakePipeline) set(path string, status int, body string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.status[path], f.body[path] = status, body
}

func (f *fakePipeline) sampleAge(seconds float64) {
	f.set("/api/v1/query", 200, fmt.Sprintf(`{"status":"success","data":{"result":[{"metric":{},"value":[1700000000.5,"%g"]}]}}`, seconds))
}

func (f *fakePipeline) noSample() {
	f.set("/api/v1/query", 200, `{"status":"success","data":{"resultType":"vector","result":[]}}`)
}

func (f *fakePipeline) queries() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var queries []string
	for _, request := range f.requests {
		if query, ok := strings.CutPrefix(request, "/api/v1/query "); ok {
			queries = append(queries, query)
		}
	}
	return queries
}

func (f *fakePipeline) environment(more map[string]string) map[string]string {
	values := map[string]string{"HEALTH_COLLECTOR_URL": f.url, "HEALTH_VICTORIAMETRICS_URL": f.url, "HEALTH_SENSOR_URL": f.url}
	for name, value := range more {
		values[name] = value
	}
	return values
}

func (f *fakePipeline) checks(t *testing.T, more map[string]string) []check {
	t.Helper()
	config, problems := parseConfig(environment(f.environment(more)))
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	return newChecks(config)
}

// ask is what the named check says once.
func ask(t *testing.T, checks []check, name string) (string, error) {
	t.Helper()
	for _, check := range checks {
		if check.name == name {
			return check.ask(time.Now().Add(check.timeout))
		}
	}
	t.Fatalf("there is no check %q", name)
	return "", nil
}
