package main

import (
	"os"
	"path/filepath"
	"regexp"
)

// What file_storage calls the file of a component. Everything else in the folder (lost+found, what was set aside) is left alone.
var queueFileName = regexp.MustCompile(`^(exporter|receiver|processor|extension|connector|other)_[^.]*(\.[^.]+)*$`)

// A queue of metrics: the only content that is known here, and the only one that the note can be put into.
var metricsQueueName = regexp.MustCompile(`^exporter_.*_metrics$`)

// What file_storage's own `recreate` has moved out of the way.
var recreatedName = regexp.MustCompile(`\.\d{8}T\d{6}\.\d+[Z+-][\d:]*\.backup$`)

// doctor is what guardQueue asks to be done: in processes of their own, because a damaged file can end the one that reads it.
type doctor struct {
	inspect func(path string) finding
	// rebuild makes a queue file with what can be read of another one ("" for nothing), and a note that `number` files were set aside so far.
	rebuild func(from, to string, number int) (rebuilt, error)
}

// guardQueue leaves a folder whose queue files the collector can open.
func guardQueue(dir string, with doctor, log logger) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		if !os.IsNotExist(err) {
			log("error", "the queue folder cannot be read", field{"directory", dir}, field{"error", err.Error()})
		}
		return
	}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		switch name := entry.Name(); {
		case setAsideName.MatchString(name) || !queueFileName.MatchString(name):
		case recreatedName.MatchString(name):
			adopt(path, log)
		default:
			treat(path, with, log)
		}
	}
}

func treat(path string, with doctor, log logger) {
	found := with.inspect(path)
	switch found.state {
	case sound:
		return
	case unknown:
		log("warn", "a queue file could not be looked at", field{"file", path}, field{"reason", found.reason})
		return
	}
	aside, number, err := setAside(path, path)
	if err != nil {
		log("error", "a damaged queue file cannot be moved aside", field{"file", path}, field{"reason", found.reason}, field{"error", err.Error()})
		return
	}
	fields := []field{{"file", path}, {"reason", found.reason}, {"kept_as", aside}, {"set_aside_so_far", number}}
	if metricsQueueName.MatchString(filepath.Base(path)) {
		fields = append(fields, renew(path, aside, number, with)...)
	}
	log("error", "a damaged queue file was moved aside", fields...)
	forget(path, log)
}

// renew puts a new queue file in place of the one that was set aside, and says what it could save. Its temporary name is one that file_storage removes at its start.
func renew(path, aside string, number int, with doctor) []field {
	unfinished := filepath.Join(filepath.Dir(path), "tempdb-"+filepath.Base(path))
	defer os.Remove(unfinished)
	saved, err := with.rebuild(aside, unfinished, number)
	fields := []field{{"batches_saved", saved.batches}, {"batches_lost", saved.lost}}
	if err != nil {
		fields = []field{{"batches_saved", 0}, {"not_saved_because", err.Error()}}
		// Then at least the note that a file was set aside.
		_, err = with.rebuild("", unfinished, number)
	}
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	if err != nil {
		fields = append(fields, field{"error", err.Error()})
	}
	return fields
}

func adopt(path string, log logger) {
	original := recreatedName.ReplaceAllString(path, "")
	if aside, number, err := setAside(path, original); err == nil {
		log("warn", "a queue file that the collector had recreated is kept", field{"kept_as", aside}, field{"set_aside_so_far", number})
		forget(original, log)
	}
}

func forget(path string, log logger) {
	for _, removed := range removeOld(path) {
		log("warn", "an older queue file that was set aside is removed", field{"file", removed})
	}
}
