package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

func garbage() []byte { return noise(rand.New(rand.NewPCG(1, 2))) }

const batchesWritten = 300

// damages are what is done to a sound queue file, and how many of its batches must be saved at least.
var damages = []struct {
	name   string
	spoil  func(t *testing.T, path string)
	saved  int
	gentle bool // the collector opens it all the same
}{
	{"one meta page of zeros", page("meta", 0, zeros), batchesWritten, true},
	{"the other meta page of zeros", page("meta", 1, zeros), batchesWritten, true},
	{"both meta pages of zeros", func(t *testing.T, path string) {
		overwrite(t, path, 0, make([]byte, 2*pageBytes))
	}, 0, false},
	{"a leaf page of zeros", page("leaf", 3, zeros), batchesWritten - 10, false},
	{"a leaf page of garbage", page("leaf", 3, garbage), batchesWritten - 10, false},
	{"the leaf page with the index, of zeros", page("leaf", -2, zeros), batchesWritten - 10, false},
	{"the root page of zeros", page("leaf", -1, zeros), 0, false},
	{"the branch page of zeros", page("branch", 0, zeros), 0, false},
	{"the branch page of garbage", page("branch", 0, garbage), 0, false},
	{"a page that says to be another one", func(t *testing.T, path string) {
		overwrite(t, path, pagesOf(t, path, "leaf")[2], []byte{9, 9})
	}, batchesWritten - 10, false},
	{"cut in its middle", func(t *testing.T, path string) {
		info, err := os.Stat(path)
		fatal(t, err)
		fatal(t, os.Truncate(path, info.Size()/2))
	}, 0, false},
	{"cut where only free pages were", cutFreePages, batchesWritten, false},
	{"cut behind the meta pages", func(t *testing.T, path string) { fatal(t, os.Truncate(path, 2*pageBytes)) }, 0, false},
	{"shorter than a page", func(t *testing.T, path string) { fatal(t, os.Truncate(path, 100)) }, 0, false},
	{"foreign content", func(t *testing.T, path string) {
		fatal(t, os.WriteFile(path, bytes.Repeat([]byte("text "), 5_000), 0o600))
	}, 0, false},
	{"a folder in its place", func(t *testing.T, path string) {
		fatal(t, os.Remove(path))
		fatal(t, os.MkdirAll(filepath.Join(path, "something"), 0o700))
	}, 0, false},
	{"a link that leads nowhere else than to itself", func(t *testing.T, path string) {
		fatal(t, os.Remove(path))
		fatal(t, os.Symlink(path, path))
	}, 0, false},
	{"an index that is nonsense", index([]byte("nonsense")), batchesWritten, false},
	{"an index of 18 trillion batches", index(queueIndex{write: 1 << 44}.encode()), batchesWritten, false},
	{"no index", index(nil), batchesWritten, false},
	{"a value that is longer than the file", longValue, batchesWritten - 1, false},
}

// cutFreePages leaves whole what is in use.
func cutFreePages(t *testing.T, path string) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	fatal(t, err)
	change := func(work func(bucket *bbolt.Bucket) error) {
		fatal(t, db.Update(func(tx *bbolt.Tx) error { return work(tx.Bucket(queueBucket)) }))
	}
	change(func(bucket *bbolt.Bucket) error { return bucket.Put([]byte("large"), make([]byte, 1<<20)) })
	// Twice: what a transaction frees is free for the next one.
	for range 2 {
		change(func(bucket *bbolt.Bucket) error { return bucket.Delete([]byte("large")) })
	}
	inUse := 0
	fatal(t, db.View(func(tx *bbolt.Tx) error {
		for id := 0; ; id++ {
			info, err := tx.Page(id)
			if info == nil || err != nil {
				return err
			}
			if id += info.OverflowCount; info.Type != "free" {
				inUse = id + 1
			}
		}
	}))
	fatal(t, db.Close())
	fatal(t, os.Truncate(path, int64(inUse*pageBytes)))
}

func zeros() []byte { return make([]byte, pageBytes) }

// page overwrites the nth page of a kind, the last for -1.
func page(kind string, nth int, content func() []byte) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		pages := pagesOf(t, path, kind)
		if nth < 0 {
			nth += len(pages)
		}
		overwrite(t, path, pages[nth], content())
	}
}

func index(value []byte) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		db, err := bbolt.Open(path, 0o600, nil)
		fatal(t, err)
		fatal(t, db.Update(func(tx *bbolt.Tx) error {
			if value == nil {
				return tx.Bucket(queueBucket).Delete(indexKey)
			}
			return tx.Bucket(queueBucket).Put(indexKey, value)
		}))
		fatal(t, db.Close())
	}
}

// longValue changes the length of the first value of a leaf page: 16 bytes of page header, then flags, position, key length, value length of 4 bytes each.
func longValue(t *testing.T, path string) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	fatal(t, err)
	_, err = file.WriteAt([]byte{0, 0, 0, 0x7f}, int64(pagesOf(t, path, "leaf")[2]*pageBytes+16+12))
	fatal(t, err)
	fatal(t, file.Close())
}

func guard(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	fatal(t, err)
	var log bytes.Buffer
	guardQueue(dir, newDoctor(self, os.Getenv), jsonLog(&log, time.Now))
	return log.String()
}

func TestEveryDamageEndsInAQueueThatOpens(t *testing.T) {
	for _, damage := range damages {
		t.Run(damage.name, func(t *testing.T) {
			path := writeQueue(t, batchesWritten)
			if len(readQueue(t, path)) != batchesWritten {
				t.Fatal("the fixture is not what it should be")
			}
			damage.spoil(t, path)
			log := guard(t, filepath.Dir(path))
			aside := path + ".set-aside-1"
			if damage.gentle {
				if _, err := os.Lstat(aside); err == nil || log != "" {
					t.Fatalf("was set aside: %s", log)
				}
				return
			}
			if _, err := os.Lstat(aside); err != nil {
				t.Fatalf("was not set aside: %s", log)
			}
			fatal(t, inspect(path))
			batches := readQueue(t, path)
			if !bytes.Contains(batches[0], []byte("otelcol.queue.set_aside")) {
				t.Error("the first batch is not the note")
			}
			checkSaved(t, batches[1:], damage.saved)
			t.Log(log)
		})
	}
}

// checkSaved: each batch at most once, in order, and as it was.
func checkSaved(t *testing.T, batches [][]byte, least int) {
	t.Helper()
	if len(batches) < least {
		t.Errorf("%d batches saved, at least %d expected", len(batches), least)
	}
	number := 0
	for _, saved := range batches {
		for number < batchesWritten && !bytes.Equal(saved, batch(number)) {
			number++
		}
		if number == batchesWritten {
			t.Fatal("a batch that was not written, or out of order")
		}
		number++
	}
}

func TestWhatIsSoundStaysAsItIs(t *testing.T) {
	path := writeQueue(t, 20)
	before, err := os.ReadFile(path)
	fatal(t, err)
	dir := filepath.Dir(path)
	fatal(t, os.Mkdir(filepath.Join(dir, "lost+found"), 0o700))
	fatal(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("not a queue"), 0o600))
	fatal(t, os.WriteFile(filepath.Join(dir, "exporter_empty_metrics"), nil, 0o600))
	if log := guard(t, dir); log != "" {
		t.Error(log)
	}
	after, err := os.ReadFile(path)
	fatal(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.set-aside-*")); len(left) != 0 {
		t.Error(left)
	}
}

func TestAFileThatIsInUseIsLeftAlone(t *testing.T) {
	path := writeQueue(t, 5)
	db, err := bbolt.Open(path, 0o600, nil)
	fatal(t, err)
	defer db.Close()
	if log := guard(t, filepath.Dir(path)); !bytes.Contains([]byte(log), []byte("another process has it open")) {
		t.Error(log)
	}
	if _, err := os.Stat(path + ".set-aside-1"); err == nil {
		t.Error("was set aside")
	}
}

func TestOtherComponentsFilesAreSetAsideWithoutANote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "receiver_file_log_")
	fatal(t, os.WriteFile(path, []byte("no bbolt file"), 0o600))
	guard(t, filepath.Dir(path))
	if _, err := os.Stat(path + ".set-aside-1"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a new file was made")
	}
}

func TestWhatTheCollectorRecreatedIsCounted(t *testing.T) {
	path := writeQueue(t, 1)
	fatal(t, os.WriteFile(path+".20261122T051412.123Z.backup", []byte("old"), 0o600))
	guard(t, filepath.Dir(path))
	if content, err := os.ReadFile(path + ".set-aside-1"); err != nil || string(content) != "old" {
		t.Error(err)
	}
}

func TestNumbersGoOnAndOldOnesGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), queueName)
	for range keptFiles + 2 {
		fatal(t, os.WriteFile(path, []byte("no bbolt file"), 0o600))
		guard(t, filepath.Dir(path))
	}
	for number := 1; number <= keptFiles+2; number++ {
		_, err := os.Stat(fmt.Sprintf("%s.set-aside-%d", path, number))
		if kept := err == nil; kept != (number > 2) {
			t.Errorf("number %d: kept is %v", number, kept)
		}
	}
}

func TestOldOnesGoByTheirBytes(t *testing.T) {
	f := func(secondBytes int64, keptExpected bool) {
		t.Helper()
		path := filepath.Join(t.TempDir(), queueName)
		for number, bytes := range map[int]int64{1: secondBytes, 2: keptBytes / 2} {
			file := fmt.Sprintf("%s.set-aside-%d", path, number)
			fatal(t, os.WriteFile(file, nil, 0o600))
			fatal(t, os.Truncate(file, bytes))
		}
		removeOld(path)
		if _, err := os.Stat(path + ".set-aside-1"); (err == nil) != keptExpected {
			t.Errorf("%d bytes: kept is %v", secondBytes, err == nil)
		}
		if _, err := os.Stat(path + ".set-aside-2"); err != nil {
			t.Error("the newest is gone")
		}
	}
	f(keptBytes/2, true)
	f(keptBytes/2+1, false)
}
