package main

import (
	"strings"
	"testing"
	"time"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestConfigDefaults(t *testing.T) {
	config, problems := parseConfig(environment(map[string]string{"HEALTH_TIMEOUT": "  "}))
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	if config.timeout != 3*time.Second || config.interval != 10*time.Second || config.sampleMaxAge != time.Minute {
		t.Errorf("unexpected times: %+v", config)
	}
	if config.sensor != nil || config.collector.Host != "127.0.0.1:13133" {
		t.Errorf("unexpected addresses: %+v", config)
	}
}

func TestConfigRefuses(t *testing.T) {
	f := func(name, value string) {
		t.Helper()
		_, problems := parseConfig(environment(map[string]string{name: value}))
		if len(problems) != 1 || !strings.Contains(problems[0], name) {
			t.Errorf("%s=%q: one problem that names it expected, got %q", name, value, problems)
		}
	}
	f("HEALTH_LISTEN", "13134")
	f("HEALTH_LISTEN", ":13134")
	f("HEALTH_LISTEN", "127.0.0.1:0")
	f("HEALTH_LISTEN", "127.0.0.1:65536")
	f("HEALTH_COLLECTOR_URL", "collector:13133")
	f("HEALTH_COLLECTOR_URL", "https://collector:13133")
	f("HEALTH_COLLECTOR_URL", "http://user:secret@collector:13133")
	f("HEALTH_SENSOR_URL", "http://sensor:8000/?query")
	f("HEALTH_SENSOR_URL", "http://sensor:8000/#fragment")
	f("HEALTH_VICTORIAMETRICS_URL", "http://:8428")
	f("HEALTH_INTERVAL", "999ms")
	f("HEALTH_INTERVAL", "601s")
	f("HEALTH_INTERVAL", "10")
	f("HEALTH_TIMEOUT", "99ms")
	f("HEALTH_TIMEOUT", "10001ms") // above the interval
	f("HEALTH_SAMPLE_MAX_AGE", "4999ms")
	f("HEALTH_SAMPLE_MAX_AGE", "86401s")
}

func TestConfigAccepts(t *testing.T) {
	f := func(name, value string) {
		t.Helper()
		if _, problems := parseConfig(environment(map[string]string{name: value})); len(problems) != 0 {
			t.Errorf("%s=%q: %q", name, value, problems)
		}
	}
	f("HEALTH_LISTEN", "[::1]:1")
	f("HEALTH_LISTEN", "0.0.0.0:65535")
	f("HEALTH_COLLECTOR_URL", "http://[::1]/status/")
	f("HEALTH_COLLECTOR_URL", "off")
	f("HEALTH_SENSOR_URL", "https://sensor:8000")
	f("HEALTH_INTERVAL", "600s")
	f("HEALTH_TIMEOUT", "100ms")
	f("HEALTH_TIMEOUT", "10s") // the interval itself
	f("HEALTH_SAMPLE_MAX_AGE", "5s")
	f("HEALTH_SAMPLE_MAX_AGE", "24h")
}

func TestConfigTellsEveryFaultAtOnce(t *testing.T) {
	_, problems := parseConfig(environment(map[string]string{"HEALTH_LISTEN": "x", "HEALTH_INTERVAL": "x", "HEALTH_SENSOR_URL": "x"}))
	if len(problems) != 3 {
		t.Errorf("three problems expected, got %q", problems)
	}
}

func TestConfigRefusesToAskNothing(t *testing.T) {
	_, problems := parseConfig(environment(map[string]string{"HEALTH_COLLECTOR_URL": "off", "HEALTH_VICTORIAMETRICS_URL": "off"}))
	if len(problems) != 1 {
		t.Errorf("one problem expected, got %q", problems)
	}
}

func TestOptions(t *testing.T) {
	refuses := func(args ...string) {
		t.Helper()
		if _, problem := parseOptions(args); problem == "" {
			t.Errorf("%q is accepted", args)
		}
	}
	refuses("chekc")
	refuses("--direct")
	refuses("--wait", "1s")
	refuses("check", "--wait")
	refuses("check", "--wait", "8")
	refuses("check", "--wait", "-1s")
	refuses("check", "--wait", "3601s")
	parsed, problem := parseOptions([]string{"check", "--wait", "1h", "--direct"})
	if problem != "" || !parsed.check || !parsed.direct || parsed.wait != time.Hour {
		t.Errorf("got %+v, %q", parsed, problem)
	}
}

func TestExitCodes(t *testing.T) {
	f := func(expected int, variables map[string]string, args ...string) {
		t.Helper()
		var stdout, stderr strings.Builder
		if code := run(args, environment(variables), &stdout, &stderr); code != expected {
			t.Errorf("%q: exit %d, expected %d: %s%s", args, code, expected, &stdout, &stderr)
		}
	}
	f(0, nil, "--help")
	f(exitUsage, nil, "--nonsense")
	f(exitConfig, map[string]string{"HEALTH_INTERVAL": "x"}, "check")
}

func TestHelpNamesEveryVariable(t *testing.T) {
	for _, v := range variables {
		if !strings.Contains(help(), v.name) {
			t.Errorf("%s is missing", v.name)
		}
	}
}
