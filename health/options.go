package main

import (
	"fmt"
	"time"
)

type options struct {
	help, check, direct bool
	// How long `check` waits for a pipeline that has not been well yet.
	wait time.Duration
}

// parseOptions returns what is wrong in words, "" where nothing is.
func parseOptions(args []string) (options, string) {
	var parsed options
	for index := 0; index < len(args); index++ {
		switch argument := args[index]; argument {
		case "-h", "--help":
			parsed.help = true
		case "check":
			parsed.check = true
		case "--direct":
			parsed.direct = true
		case "--wait":
			index++
			if index == len(args) {
				return options{}, "--wait needs a time, like 8s"
			}
			wait, err := time.ParseDuration(args[index])
			if err != nil || wait < 0 || wait > time.Hour {
				return options{}, fmt.Sprintf("--wait must be a time from 0s to 1h, got %q", args[index])
			}
			parsed.wait = wait
		default:
			return options{}, fmt.Sprintf("unknown argument %q", argument)
		}
	}
	if !parsed.check && (parsed.direct || parsed.wait != 0) {
		return options{}, "--direct and --wait belong to check"
	}
	return parsed, ""
}
