package main

import (
	"encoding/binary"
	"errors"
	"strconv"

	"go.etcd.io/bbolt"
)

// How exporterhelper's persistent queue (0.159: internal/queue/persistent_queue.go, meta.proto) lies in a file of file_storage: one bucket, batches under
// their decimal numbers, each the protobuf of an OTLP request, and the index.
var (
	queueBucket = []byte("default")
	indexKey    = []byte("qmv0")
	// Before 0.13x; the collector still takes it over.
	legacyIndexKey = []byte("wi")
)

// queueIndex says which batches wait: those in flight, then read to write-1.
type queueIndex struct {
	read, write uint64
	bytes       int64
	inFlight    []uint64
}

func isBatchKey(key []byte) bool {
	_, err := strconv.ParseUint(string(key), 10, 64)
	return err == nil
}

func batchKey(number uint64) []byte {
	return strconv.AppendUint(nil, number, 10)
}

func hasLegacyIndex(bucket *bbolt.Bucket) bool {
	return bucket.Get(legacyIndexKey) != nil
}

func readIndex(bucket *bbolt.Bucket) (index queueIndex, found bool, err error) {
	value := bucket.Get(indexKey)
	if len(value) == 0 {
		return queueIndex{}, false, nil
	}
	index, err = parseIndex(value)
	return index, err == nil, err
}

var errIndex = errors.New("the index cannot be read")

// parseIndex reads message PersistentMetadata: fields 1 to 4 are 64 bits each, 5 is a packed list of such.
func parseIndex(message []byte) (queueIndex, error) {
	var index queueIndex
	for len(message) > 0 {
		tag := message[0]
		message = message[1:]
		switch {
		case tag>>3 >= 1 && tag>>3 <= 4 && tag&7 == 1 && len(message) >= 8:
			index.set(tag>>3, binary.LittleEndian.Uint64(message))
			message = message[8:]
		case tag == 5<<3|2:
			length, n := binary.Uvarint(message)
			if n <= 0 || length%8 != 0 || length > uint64(len(message)-n) {
				return queueIndex{}, errIndex
			}
			for list := message[n : n+int(length)]; len(list) > 0; list = list[8:] {
				index.inFlight = append(index.inFlight, binary.LittleEndian.Uint64(list))
			}
			message = message[n+int(length):]
		default:
			return queueIndex{}, errIndex
		}
	}
	return index, nil
}

func (index *queueIndex) set(number byte, value uint64) {
	switch number {
	case 2:
		index.bytes = int64(value)
	case 3:
		index.read = value
	case 4:
		index.write = value
	}
}

// encode leaves the number of items out: the queue itself goes by bytes, and puts both right when it is empty.
func (index queueIndex) encode() []byte {
	message := binary.LittleEndian.AppendUint64([]byte{2<<3 | 1}, uint64(index.bytes))
	message = binary.LittleEndian.AppendUint64(append(message, 3<<3|1), index.read)
	return binary.LittleEndian.AppendUint64(append(message, 4<<3|1), index.write)
}
