package main

import (
	"encoding/json"
	"io"
	"strings"
	"time"
)

type field struct {
	name  string
	value any
}

// logger writes one line.
type logger func(level, message string, fields ...field)

// jsonLog writes lines like the collector's own, so that one log reads as one.
func jsonLog(output io.Writer, now func() time.Time) logger {
	return func(level, message string, fields ...field) {
		at := now().UTC().Format("2006-01-02T15:04:05.000Z")
		var parts []string
		for _, f := range append([]field{{"level", level}, {"ts", at}, {"msg", message}}, fields...) {
			// Texts and numbers: there is nothing in them that could fail.
			value, _ := json.Marshal(f.value)
			parts = append(parts, `"`+f.name+`":`+string(value))
		}
		// A log that cannot be written is no reason not to start.
		_, _ = io.WriteString(output, "{"+strings.Join(parts, ",")+"}\n")
	}
}
