package main

import (
	"errors"
	"os"
	"testing"
	"time"
)

func TestWatch(t *testing.T) {
	var fault error = errors.New("away")
	var logged []result
	checks := []check{
		{"steady", time.Second, func(time.Time) (string, error) { return "fine", nil }},
		{"shaky", time.Second, func(time.Time) (string, error) { return "back", fault }},
	}
	watch := newWatch(checks, func(r result) { logged = append(logged, r) })
	now := time.Unix(1_700_000_000, 0)
	watch.now = func() time.Time { return now }
	round := func(err error) report {
		fault = err
		now = now.Add(time.Minute)
		watch.round()
		return watch.report()
	}
	expect := func(r report, status string, since time.Time, logLines int) {
		t.Helper()
		shaky := r.Checks[1]
		if r.Status != status || shaky.Since != timestamp(since) || len(logged) != logLines {
			t.Errorf("got %s, since %s, %d lines; expected %s, %s, %d", r.Status, shaky.Since, len(logged), status, timestamp(since), logLines)
		}
	}
	if first := watch.report(); first.Status != statusStarting || len(first.Checks) != 0 {
		t.Errorf("before the first round: %+v", first)
	}
	start := now.Add(time.Minute)
	expect(round(errors.New("away")), statusStarting, start, 2)
	expect(round(errors.New("still away")), statusStarting, start, 2)
	if detail := watch.report().Checks[1].Detail; detail != "still away" {
		t.Errorf("detail is %q", detail)
	}
	round(os.ErrDeadlineExceeded)
	if detail := watch.report().Checks[1].Detail; detail != "no answer within 1s" {
		t.Errorf("detail is %q", detail)
	}
	well := now.Add(time.Minute)
	expect(round(nil), statusOK, well, 3)
	expect(round(nil), statusOK, well, 3)
	ill := now.Add(time.Minute)
	// Once it has been well, it is no longer starting.
	expect(round(errors.New("away again")), statusFailing, ill, 4)
}
