package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// Of --inspect. A panic or a fault while reading ends the process with 2, which means damaged as well.
const (
	exitSound   = 0
	exitDamaged = 1
	exitCrashed = 2
	exitInUse   = 3
)

// Another collector, or one that is still ending, has the file: it is not ours to look at.
const lockWait = time.Second

func inspectCommand(path string, stderr io.Writer) int {
	err := inspect(path)
	switch {
	case err == nil || errors.Is(err, fs.ErrNotExist):
		return exitSound
	case errors.Is(err, bbolterrors.ErrTimeout):
		fmt.Fprintln(stderr, "another process has it open")
		return exitInUse
	default:
		fmt.Fprintln(stderr, err)
		return exitDamaged
	}
}

// inspect walks all pages as a collector does that opens the file, then reads every key and both ends of every value.
func inspect(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		// A first start that was killed at once. The collector fills it, which cannot be done here.
		return nil
	}
	// No PreLoadFreelist: it would walk all pages as well, but before readAhead.
	db, err := openToRead(path)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		if info != nil && info.Size() < tx.Size() {
			// All that is in use may be there. But what is free behind the end would be written to, and read back from memory that is not the file's: the collector crashes
			// a while after its start, or sends what is none of its data.
			return fmt.Errorf("%d bytes, and pages for %d", info.Size(), tx.Size())
		}
		readAhead(db, tx.Size())
		for range tx.Check() {
			// It is stricter than the collector, which does with one of two meta pages.
			if err := openLikeCollector(path); err != nil {
				return err
			}
			break
		}
		bucket := tx.Bucket(queueBucket)
		if bucket == nil {
			return nil
		}
		batches := uint64(0)
		if err := bucket.ForEach(func(key, value []byte) error {
			if isBatchKey(key) {
				batches++
			}
			return touch(value, tx.Size())
		}); err != nil {
			return err
		}
		if !metricsQueueName.MatchString(filepath.Base(path)) {
			return nil
		}
		return inspectIndex(bucket, batches)
	})
}

// openLikeCollector walks all pages while it opens the file, because there is no list of free pages in it (NoFreelistSync), one by one. What is
// wrong with them is a panic, which ends the process.
func openLikeCollector(path string) error {
	db, err := bbolt.Open(path, 0, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true, Timeout: lockWait})
	if err != nil {
		return err
	}
	return db.Close()
}

func openToRead(path string) (*bbolt.DB, error) {
	return bbolt.Open(path, 0, &bbolt.Options{ReadOnly: true, Timeout: lockWait})
}

// readAhead takes bbolt's advice to the kernel back that pages are wanted one by one: here all of them are, nearly in order. From a cold cache
// that is several times faster.
func readAhead(db *bbolt.DB, fileBytes int64) {
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, db.Info().Data, uintptr(fileBytes), syscall.MADV_NORMAL)
}

// touch faults on a value that is said to reach beyond the end of the file.
func touch(value []byte, fileBytes int64) error {
	if int64(len(value)) > fileBytes {
		return fmt.Errorf("a value of %d bytes in a file of %d", len(value), fileBytes)
	}
	if len(value) > 0 {
		sink ^= value[0] ^ value[len(value)-1]
	}
	return nil
}

// sink keeps the compiler from leaving the reads out.
var sink byte

// A put that failed on a full disk leaves a number without a batch: that many are no damage. A collector reads through them one by one before it does anything else.
const missingAllowed = 1_000_000

func inspectIndex(bucket *bbolt.Bucket, batches uint64) error {
	index, found, err := readIndex(bucket)
	switch {
	case err != nil:
		return err
	case !found && batches > 0 && !hasLegacyIndex(bucket):
		return fmt.Errorf("%d batches and no index", batches)
	case index.read > index.write || index.write-index.read > batches+missingAllowed:
		return fmt.Errorf("index from %d to %d with %d batches", index.read, index.write, batches)
	}
	return nil
}
