package main

import (
	"fmt"
	"net"
	"runtime/debug"
	"sync"
	"time"
)

// While something is wrong, or nothing has been well yet, a change is worth knowing soon; asked at rest costs CPU.
const impatientInterval = 2 * time.Second

const (
	statusStarting = "starting"
	statusOK       = "ok"
	statusFailing  = "failing"
)

// report is the JSON of GET /. Before the first round there are no checks in it.
type report struct {
	// starting: has not been well since this program began to ask.
	Status string   `json:"status"`
	At     string   `json:"at"`
	Checks []result `json:"checks"`
}

type result struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Since  string `json:"since"`
	Detail string `json:"detail"`
}

type watch struct {
	checks []check
	log    func(result)
	now    func() time.Time
	mutex  sync.Mutex
	latest report
}

func newWatch(checks []check, log func(result)) *watch {
	return &watch{checks: checks, log: log, now: time.Now, latest: report{Status: statusStarting, Checks: []result{}}}
}

func (w *watch) report() report {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.latest
}

// run never returns. Rounds never overlap.
func (w *watch) run(interval time.Duration) {
	for {
		w.round()
		// At rest it holds 1.8 MB instead of 2.8, and the health check's own process needs room beside it in 8 MB. 1 ms of CPU.
		debug.FreeOSMemory()
		if w.report().Status == statusOK {
			time.Sleep(interval)
		} else {
			time.Sleep(min(interval, impatientInterval))
		}
	}
}

// round asks all at once: one that hangs delays the round by its own timeout only.
func (w *watch) round() {
	before := w.report()
	next := report{Status: statusOK, At: timestamp(w.now()), Checks: make([]result, len(w.checks))}
	var running sync.WaitGroup
	for index, check := range w.checks {
		running.Add(1)
		go func() {
			defer running.Done()
			next.Checks[index] = w.ask(check)
		}()
	}
	running.Wait()
	for index := range next.Checks {
		current := &next.Checks[index]
		isNews := len(before.Checks) == 0 || before.Checks[index].OK != current.OK
		if !isNews {
			current.Since = before.Checks[index].Since
		} else {
			w.log(*current)
		}
		if !current.OK {
			next.Status = statusFailing
		}
	}
	if next.Status == statusFailing && before.Status == statusStarting {
		next.Status = statusStarting
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.latest = next
}

func (w *watch) ask(check check) result {
	detail, err := check.ask(time.Now().Add(check.timeout))
	if fault, ok := err.(net.Error); ok && fault.Timeout() {
		// Addresses and system calls say less than what happened.
		detail = fmt.Sprintf("no answer within %s", check.timeout)
	} else if err != nil {
		detail = err.Error()
	}
	return result{Name: check.name, OK: err == nil, Since: timestamp(w.now()), Detail: detail}
}

func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
