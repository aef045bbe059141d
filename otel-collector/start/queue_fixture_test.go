package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

const queueName = "exporter_otlp_http_victoriametrics_metrics"

// The children of a test are this test binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "--inspect" || os.Args[1] == "--rebuild") {
		main()
	}
	os.Exit(m.Run())
}

// batch is an OTLP request that can be told from others, as long as a few pushes.
func batch(number int) []byte {
	name := fmt.Sprintf("test.batch.%d.%s", number, strings.Repeat("x", 3_000))
	return bytesField(1, bytesField(2, bytesField(2, bytesField(1, []byte(name)))))
}

// writeQueue makes a queue file with batches 0 to count-1, like one that waits for its store.
func writeQueue(t *testing.T, count int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), queueName)
	writer, err := createQueue(path)
	fatal(t, err)
	for number := range count {
		fatal(t, writer.add(batch(number)))
	}
	fatal(t, writer.flush())
	fatal(t, writer.db.Close())
	return path
}

// readQueue returns the batches that a collector would send, in order.
func readQueue(t *testing.T, path string) [][]byte {
	t.Helper()
	db, err := openToRead(path)
	fatal(t, err)
	defer db.Close()
	var batches [][]byte
	fatal(t, db.View(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(queueBucket)
		index, _, err := readIndex(bucket)
		for number := index.read; number < index.write; number++ {
			batches = append(batches, bytes.Clone(bucket.Get(batchKey(number))))
		}
		return err
	}))
	return batches
}

const pageBytes = 4096

// pagesOf returns the numbers of the pages of one kind (bbolt: 1 branch, 2 leaf, 4 meta) that are in use.
func pagesOf(t *testing.T, path string, kind string) []int {
	t.Helper()
	db, err := bbolt.Open(path, 0, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	fatal(t, err)
	defer db.Close()
	var pages []int
	fatal(t, db.View(func(tx *bbolt.Tx) error {
		for id := 0; ; id++ {
			info, err := tx.Page(id)
			if info == nil || err != nil {
				return err
			}
			if info.Type == kind {
				pages = append(pages, id)
			}
			id += info.OverflowCount
		}
	}))
	if len(pages) == 0 {
		t.Fatalf("no %s page", kind)
	}
	return pages
}

func overwrite(t *testing.T, path string, page int, content []byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	fatal(t, err)
	_, err = file.WriteAt(content, int64(page*pageBytes))
	fatal(t, err)
	fatal(t, file.Close())
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
