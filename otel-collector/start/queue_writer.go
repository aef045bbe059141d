package main

import (
	"os"

	"go.etcd.io/bbolt"
)

// Written at a time: few syncs for a queue of 64 MiB, and little memory beside its pages.
const flushBytes = 1 << 20

// queueWriter fills a new queue file, numbers from 0.
type queueWriter struct {
	db      *bbolt.DB
	index   queueIndex
	pending [][]byte
	bytes   int
}

func createQueue(path string) (*queueWriter, error) {
	if err := os.RemoveAll(path); err != nil {
		return nil, err
	}
	// As file_storage opens it.
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	return &queueWriter{db: db}, nil
}

func (w *queueWriter) add(batch []byte) error {
	w.pending = append(w.pending, batch)
	w.bytes += len(batch)
	if w.bytes < flushBytes {
		return nil
	}
	return w.flush()
}

func (w *queueWriter) flush() error {
	err := w.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(queueBucket)
		if err != nil {
			return err
		}
		for _, batch := range w.pending {
			if err := bucket.Put(batchKey(w.index.write), batch); err != nil {
				return err
			}
			w.index.write++
			w.index.bytes += int64(len(batch))
		}
		return bucket.Put(indexKey, w.index.encode())
	})
	w.pending, w.bytes = nil, 0
	return err
}
