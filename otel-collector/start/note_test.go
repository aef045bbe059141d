package main

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// The bytes were read back by the collector and stored by VictoriaMetrics as otelcol_queue_set_aside_total (stack/test/pipeline/queue-corruption.test.ts).
func TestTheNoteIsAnOTLPRequest(t *testing.T) {
	note := setAsideNote{number: 3, host: "pi", instance: "id", at: time.Unix(1, 0)}.encode()
	if !looksLikeRequest(note) {
		t.Error("not a protobuf message")
	}
	point := "1100ca9a3b000000001900ca9a3b00000000310300000000000000"
	if text := hex.EncodeToString(note); !strings.Contains(text, point) {
		t.Errorf("no point of value 3 at second 1 in %s", text)
	}
}

func TestLooksLikeRequest(t *testing.T) {
	f := func(message []byte, expected bool) {
		t.Helper()
		if got := looksLikeRequest(message); got != expected {
			t.Errorf("%x: got %v", message, got)
		}
	}
	f(batch(1), true)
	f(append(batch(1), batch(2)...), true)
	f(nil, false)
	f(make([]byte, 100), false)
	f(batch(1)[:len(batch(1))-1], false)
	f([]byte("some other text"), false)
}

func TestIndexReadsWhatItWrites(t *testing.T) {
	written := queueIndex{read: 7, write: 1 << 40, bytes: 123}
	read, err := parseIndex(written.encode())
	fatal(t, err)
	if read.read != 7 || read.write != 1<<40 || read.bytes != 123 {
		t.Errorf("got %+v", read)
	}
}

// As exporterhelper 0.159 wrote it: items 2, bytes 3, read 4, write 5, in flight 1 and 3.
func TestIndexOfTheCollector(t *testing.T) {
	message, err := hex.DecodeString("090200000000000000110300000000000000190400000000000000210500000000000000" + "2a1001000000000000000300000000000000")
	fatal(t, err)
	index, err := parseIndex(message)
	fatal(t, err)
	if index.read != 4 || index.write != 5 || len(index.inFlight) != 2 || index.inFlight[1] != 3 {
		t.Errorf("got %+v", index)
	}
	for length := 1; length < len(message); length++ {
		// Cut between two fields it is a shorter message; anywhere else it is none.
		if _, err := parseIndex(message[:length]); (err == nil) != (length%9 == 0 && length <= 36) {
			t.Errorf("cut at %d: %v", length, err)
		}
	}
}
