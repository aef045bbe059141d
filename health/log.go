package main

import (
	"encoding/json"
	"io"
	"time"
)

// jsonLog writes a line when a check changes, none while it stays as it is.
func jsonLog(output io.Writer, now func() time.Time) func(result) {
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	return func(r result) {
		level, message := "info", "check is well"
		if !r.OK {
			level, message = "warn", "check is failing"
		}
		// A log that cannot be written is no reason to stop asking.
		_ = encoder.Encode(struct {
			Time   string `json:"time"`
			Level  string `json:"level"`
			Msg    string `json:"msg"`
			Check  string `json:"check"`
			Detail string `json:"detail"`
		}{timestamp(now()), level, message, r.Name, r.Detail})
	}
}
