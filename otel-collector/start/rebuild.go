package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sort"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

// rebuilt is what --rebuild prints. `lost` is -1 where nobody can say.
type rebuilt struct {
	batches, lost int
}

func (r rebuilt) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]int{"batches": r.batches, "lost": r.lost})
}

func (r *rebuilt) UnmarshalJSON(text []byte) error {
	var fields struct{ Batches, Lost int }
	err := json.Unmarshal(text, &fields)
	r.batches, r.lost = fields.Batches, fields.Lost
	return err
}

// rebuildCommand gets what the note says from the environment, where the collector has it, too.
func rebuildCommand(from, to string, stdout, stderr io.Writer) int {
	number, _ := strconv.Atoi(os.Getenv(numberVariable))
	note := setAsideNote{
		number:   number,
		host:     orLocalhost(os.Getenv("COLLECTOR_HOST_NAME")),
		instance: orLocalhost(os.Getenv("COLLECTOR_INSTANCE_ID")),
		at:       time.Now(),
	}
	result, err := rebuild(from, to, note)
	if err == nil {
		err = json.NewEncoder(stdout).Encode(result)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitDamaged
	}
	return 0
}

// The default of config.yaml.
func orLocalhost(text string) string {
	if text == "" {
		return "localhost"
	}
	return text
}

// rebuild writes the batches of `from` ("" for none) that can be read, in their order, behind a note.
func rebuild(from, to string, note setAsideNote) (rebuilt, error) {
	target, err := createQueue(to)
	if err != nil {
		return rebuilt{}, err
	}
	defer target.db.Close()
	target.add(note.encode())
	result := rebuilt{lost: -1}
	if from != "" {
		result, err = copyBatches(from, target)
		if err != nil {
			return rebuilt{}, err
		}
	}
	return result, target.flush()
}

func copyBatches(from string, target *queueWriter) (rebuilt, error) {
	db, err := openToRead(from)
	if err != nil {
		return rebuilt{}, err
	}
	defer db.Close()
	// A pointer that leads nowhere becomes a panic that `attempt` ends, instead of the end of this process.
	debug.SetPanicOnFault(true)
	var result rebuilt
	err = db.View(func(tx *bbolt.Tx) error {
		readAhead(db, tx.Size())
		var bucket *bbolt.Bucket
		if attempt(func() { bucket = tx.Bucket(queueBucket) }); bucket == nil {
			return fmt.Errorf("the root of %s cannot be read", from)
		}
		numbers, expected := batchNumbers(bucket)
		for _, number := range numbers {
			if value := readBatch(bucket, number, tx.Size()); value != nil {
				result.batches++
				if err := target.add(value); err != nil {
					return err
				}
			}
		}
		result.lost = -1
		if expected {
			result.lost = len(numbers) - result.batches
		}
		return nil
	})
	return result, err
}

// batchNumbers returns those that the index names, in the order in which they would have been sent; where it cannot be read, those found on the way through the
// file up to the first damage (false).
func batchNumbers(bucket *bbolt.Bucket) ([]uint64, bool) {
	var index queueIndex
	var found bool
	attempt(func() { index, found, _ = readIndex(bucket) })
	if found && index.read <= index.write && index.write-index.read <= missingAllowed {
		numbers := index.inFlight
		for number := index.read; number < index.write; number++ {
			numbers = append(numbers, number)
		}
		return numbers, true
	}
	var numbers []uint64
	attempt(func() {
		cursor := bucket.Cursor()
		for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
			if number, err := strconv.ParseUint(string(key), 10, 64); err == nil {
				numbers = append(numbers, number)
			}
		}
	})
	sort.Slice(numbers, func(a, b int) bool { return numbers[a] < numbers[b] })
	return numbers, false
}

// readBatch returns a copy, nil where the way to it or it itself is damaged.
func readBatch(bucket *bbolt.Bucket, number uint64, fileBytes int64) (copied []byte) {
	attempt(func() {
		value := bucket.Get(batchKey(number))
		if int64(len(value)) <= fileBytes {
			copied = append([]byte(nil), value...)
		}
	})
	if !looksLikeRequest(copied) {
		return nil
	}
	return copied
}

// attempt ends a panic of `work`, and a fault where SetPanicOnFault is on.
func attempt(work func()) {
	defer func() { _ = recover() }()
	work()
}
