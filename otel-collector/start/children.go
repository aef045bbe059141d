package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

type state int

const (
	sound state = iota
	damaged
	// It could not be looked at: no reason to move anything.
	unknown
)

type finding struct {
	state  state
	reason string
}

// 64 MiB from a slow card (2 MB/s, read in single pages) take half a minute. A file that takes longer than this is left as it is.
const childTimeout = 3 * time.Minute

// Tells a child how many were set aside.
const numberVariable = "OTELCOL_START_SET_ASIDE"

// newDoctor works in children: what a damaged file does to a process that maps it (SIGBUS, SIGSEGV, panics in goroutines of the library) is an exit code here.
func newDoctor(self string, getenv func(string) string) doctor {
	return doctor{
		inspect: func(path string) finding { return judge(runChild(self, nil, "--inspect", path)) },
		rebuild: func(from, to string, number int) (rebuilt, error) {
			env := []string{fmt.Sprintf("%s=%d", numberVariable, number)}
			for _, name := range []string{"COLLECTOR_HOST_NAME", "COLLECTOR_INSTANCE_ID"} {
				env = append(env, name+"="+getenv(name))
			}
			child := runChild(self, env, "--rebuild", from, to)
			if child.err != nil {
				return rebuilt{}, fmt.Errorf("%w: %s", child.err, child.complaint())
			}
			var result rebuilt
			return result, json.Unmarshal(child.stdout, &result)
		},
	}
}

type childResult struct {
	stdout, stderr []byte
	err            error
}

func runChild(self string, env []string, args ...string) childResult {
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	child := exec.CommandContext(ctx, self, args...)
	var stdout, stderr bytes.Buffer
	// Nothing else of the environment: GOMEMLIMIT and the like are the collector's.
	child.Stdout, child.Stderr, child.Env = &stdout, &stderr, append([]string{}, env...)
	err := child.Run()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return childResult{stdout.Bytes(), stderr.Bytes(), err}
}

func judge(child childResult) finding {
	var exit *exec.ExitError
	switch {
	case child.err == nil:
		return finding{state: sound}
	case errors.As(child.err, &exit) && (exit.ExitCode() == exitDamaged || exit.ExitCode() == exitCrashed):
		return finding{damaged, child.complaint()}
	case errors.As(child.err, &exit) && exit.ExitCode() == exitInUse:
		return finding{unknown, child.complaint()}
	default:
		// Killed, for want of memory for example, or not even started.
		return finding{unknown, child.err.Error()}
	}
}

// complaint is the first line that says something: behind it a crash prints all its stacks.
func (child childResult) complaint() string {
	for _, line := range strings.Split(string(child.stderr), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return "no reason given"
}
