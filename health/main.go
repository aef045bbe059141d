// Health asks the pipeline whether it works: README.md has what it asks, and why it is a program of its own.
package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

const (
	exitFailing = 1
	// The numbers of sysexits.h, as everywhere in this project.
	exitUsage  = 64
	exitConfig = 78
)

func main() {
	// The first collection at 1 MB of heap instead of 4: 2 MB less of the 8 that the container has, and no CPU that can be measured.
	debug.SetGCPercent(25)
	os.Exit(run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

func run(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	options, problem := parseOptions(args)
	if problem != "" {
		fmt.Fprintf(stderr, "health: %s\nhealth --help lists the options\n", problem)
		return exitUsage
	}
	if options.help {
		fmt.Fprint(stdout, help())
		return 0
	}
	config, problems := parseConfig(getenv)
	if len(problems) > 0 {
		for _, problem := range problems {
			fmt.Fprintf(stderr, "health: %s\n", problem)
		}
		return exitConfig
	}
	switch {
	case !options.check:
		return serveUntilStopped(config, stdout, stderr)
	case options.direct:
		return printReport(checkOnce(config, options.wait), stdout)
	default:
		return askServer(config, options.wait, stdout)
	}
}

// serveUntilStopped returns on SIGTERM: as process 1 of a container it would otherwise be killed after the stop's grace period.
func serveUntilStopped(config config, stdout, stderr io.Writer) int {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	watch := newWatch(newChecks(config), jsonLog(stdout, time.Now))
	listener, err := listen(config.listen)
	if err != nil {
		fmt.Fprintf(stderr, "health: HEALTH_LISTEN: %v\n", err)
		return exitFailing
	}
	go watch.run(config.interval)
	go serve(listener, watch.report)
	<-stop
	return 0
}
