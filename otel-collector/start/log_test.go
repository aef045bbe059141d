package main

import (
	"bytes"
	"testing"
	"time"
)

func TestLogLinesReadLikeTheCollectors(t *testing.T) {
	var output bytes.Buffer
	at := time.Date(2026, 11, 22, 5, 14, 12, 0, time.UTC)
	jsonLog(&output, func() time.Time { return at })("warn", `a "quoted" text`, field{"number", 3})
	expected := `{"level":"warn","ts":"2026-11-22T05:14:12.000Z","msg":"a \"quoted\" text","number":3}` + "\n"
	if output.String() != expected {
		t.Errorf("got %s", output.String())
	}
}
