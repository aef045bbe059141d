package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// How long the own server may take to answer: it has the answer ready.
const serverTimeout = 2 * time.Second

const pollInterval = 500 * time.Millisecond

// askServer prints what the server of the same container says; 0 if all is well, 1 if not or if nobody answers.
func askServer(config config, wait time.Duration, stdout io.Writer) int {
	server := &url.URL{Scheme: "http", Host: ownAddress(config.listen)}
	giveUp := time.Now().Add(wait)
	for {
		current, err := fetchReport(server)
		if err != nil {
			fmt.Fprintf(stdout, "failing: no answer from health itself: %v\n", err)
			return exitFailing
		}
		// Ill after it has been well is told at once: waiting is for a start.
		if current.Status != statusStarting || time.Now().Add(pollInterval).After(giveUp) {
			return printReport(current, stdout)
		}
		time.Sleep(pollInterval)
	}
}

// ownAddress is where a server that listens on every address can be reached from inside.
func ownAddress(listen string) string {
	for _, everywhere := range []string{"0.0.0.0:", "[::]:"} {
		if port, ok := strings.CutPrefix(listen, everywhere); ok {
			return "127.0.0.1:" + port
		}
	}
	return listen
}

func fetchReport(server *url.URL) (report, error) {
	var current report
	err := request(server, "/", time.Now().Add(serverTimeout), func(_ int, body *bufio.Reader) error {
		// With 200 and with 503; the report itself says which.
		return json.NewDecoder(body).Decode(&current)
	})
	return current, err
}

// checkOnce makes the checks here, again until all is well or the wait is over.
func checkOnce(config config, wait time.Duration) report {
	watch := newWatch(newChecks(config), func(result) {})
	giveUp := time.Now().Add(wait)
	for {
		watch.round()
		current := watch.report()
		if current.Status == statusOK {
			return current
		}
		if time.Now().Add(pollInterval).After(giveUp) {
			// Nothing goes on starting here: this was the only look.
			current.Status = statusFailing
			return current
		}
		time.Sleep(pollInterval)
	}
}

func printReport(current report, stdout io.Writer) int {
	var well, faults []string
	for _, r := range current.Checks {
		if r.OK {
			well = append(well, r.Name+" "+r.Detail)
		} else {
			faults = append(faults, fmt.Sprintf("%s: %s (since %s)", r.Name, r.Detail, r.Since))
		}
	}
	if current.Status == statusOK {
		fmt.Fprintf(stdout, "ok: %s\n", strings.Join(well, ", "))
		return 0
	}
	if len(current.Checks) == 0 {
		faults = []string{"no round of checks is done yet"}
	}
	fmt.Fprintf(stdout, "%s: %s\n", current.Status, strings.Join(faults, "; "))
	return exitFailing
}
