package main

import (
	"encoding/binary"
	"time"
)

// setAsideNote becomes the first batch of a new queue: an OTLP request with one counter. So it reaches the store the way everything does, also where that is
// away at the moment; and no component of the collector is needed for it.
type setAsideNote struct {
	// How many were set aside in all.
	number         int
	host, instance string
	at             time.Time
}

// Field numbers of opentelemetry/proto/metrics/v1/metrics.proto and resource/v1/resource.proto.
func (note setAsideNote) encode() []byte {
	resource := concat(
		attribute("service.name", "otelcol"),
		attribute("service.instance.id", note.instance),
		attribute("host.name", note.host),
	)
	nanos := uint64(note.at.UnixNano())
	point := concat(fixed64(2, nanos), fixed64(3, nanos), fixed64(6, uint64(note.number)))
	const cumulative = 2
	sum := concat(bytesField(1, point), varintField(2, cumulative), varintField(3, 1))
	metric := concat(
		bytesField(1, []byte("otelcol.queue.set_aside")),
		bytesField(2, []byte("Queue files that the collector could not open, moved aside before its start.")),
		bytesField(3, []byte("{file}")),
		bytesField(7, sum),
	)
	scope := bytesField(1, []byte("otelcol-start"))
	resourceMetrics := concat(bytesField(1, resource), bytesField(2, concat(bytesField(1, scope), bytesField(2, metric))))
	return bytesField(1, resourceMetrics)
}

// attribute is a KeyValue with a string, as field 1 of a Resource.
func attribute(key, value string) []byte {
	return bytesField(1, concat(bytesField(1, []byte(key)), bytesField(2, bytesField(1, []byte(value)))))
}

func bytesField(number byte, value []byte) []byte {
	return append(binary.AppendUvarint([]byte{number<<3 | 2}, uint64(len(value))), value...)
}

func varintField(number byte, value uint64) []byte {
	return binary.AppendUvarint([]byte{number<<3 | 0}, value)
}

func fixed64(number byte, value uint64) []byte {
	return binary.LittleEndian.AppendUint64([]byte{number<<3 | 1}, value)
}

func concat(parts ...[]byte) []byte {
	var all []byte
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// looksLikeRequest: an OTLP request is one or more ResourceMetrics (field 1) behind each other, to the last byte; in front of them, in the form with a context,
// other fields. A batch with a page of something else in its middle may pass: the collector then finds out, and drops it.
func looksLikeRequest(message []byte) bool {
	if len(message) == 0 {
		return false
	}
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 || tag>>3 == 0 {
			return false
		}
		message = message[n:]
		skip, ok := fieldLength(byte(tag&7), message)
		if !ok || skip > uint64(len(message)) {
			return false
		}
		message = message[skip:]
	}
	return true
}

func fieldLength(wireType byte, rest []byte) (uint64, bool) {
	switch wireType {
	case 0:
		_, n := binary.Uvarint(rest)
		return uint64(n), n > 0
	case 1:
		return 8, true
	case 2:
		length, n := binary.Uvarint(rest)
		return length + uint64(n), n > 0 && length < 1<<32
	case 5:
		return 4, true
	}
	return 0, false
}
