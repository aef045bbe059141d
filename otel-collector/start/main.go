// Otelcol-start makes sure that the collector can open its queue files, then becomes the collector: README.md of the folder above.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"syscall"
	"time"
)

const (
	// The numbers of sysexits.h and of the shell, as everywhere in this project.
	exitUsage     = 64
	exitNotFound  = 127
	exitCannotRun = 126
)

const usage = `otelcol-start PROGRAM [ARGUMENT...]   looks at the queue files below COLLECTOR_QUEUE_DIR (/var/lib/otelcol/queue), moves
                                      aside what the collector could not open, then becomes PROGRAM
otelcol-start --inspect FILE          says what is wrong with one: exit 0 sound, 1 damaged, 3 in use
otelcol-start --rebuild FROM TO       writes a new queue file with what can be read of a damaged one
otelcol-start --help                  this text

What is moved aside keeps its name with .set-aside-NUMBER behind it; the highest number is how many there were. Kept are the newest
three, together up to 128 MiB, the newest in any case. Each is counted in the new queue as otelcol.queue.set_aside, with
COLLECTOR_HOST_NAME and COLLECTOR_INSTANCE_ID.
`

func main() {
	// A damaged tree may lead in circles: within 16 MB of stack that is a crash of this process, not of the device.
	debug.SetMaxStack(16 << 20)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	switch {
	case len(args) == 1 && (args[0] == "--help" || args[0] == "-h"):
		fmt.Fprint(stdout, usage)
		return 0
	case len(args) == 2 && args[0] == "--inspect":
		return inspectCommand(args[1], stderr)
	case len(args) == 3 && args[0] == "--rebuild":
		return rebuildCommand(args[1], args[2], stdout, stderr)
	case len(args) == 0 || args[0] == "" || args[0][0] == '-':
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	log := jsonLog(stderr, time.Now)
	// Whatever goes wrong here, the collector is started: it may do better, and its own message is the one that people know.
	if self, err := os.Executable(); err != nil {
		log("error", "queue files are not looked at", field{"error", err.Error()})
	} else {
		guardQueue(queueDir(os.Getenv), newDoctor(self, os.Getenv), log)
	}
	return become(args, stderr)
}

// become returns only where it fails: the process goes on as the program, with the same PID and nothing of this one in memory.
func become(args []string, stderr io.Writer) int {
	path, err := exec.LookPath(args[0])
	if err == nil {
		err = syscall.Exec(path, args, os.Environ())
	}
	fmt.Fprintf(stderr, "otelcol-start: %s: %v\n", args[0], err)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return exitNotFound
	}
	return exitCannotRun
}

func queueDir(getenv func(string) string) string {
	if dir := getenv("COLLECTOR_QUEUE_DIR"); dir != "" {
		return dir
	}
	// The same default stands in config.yaml.
	return "/var/lib/otelcol/queue"
}
