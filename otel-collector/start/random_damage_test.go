package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// One page after another is replaced by zeros, noise or a copy of another page; whatever that means for the file, what is left in its place must open, and what
// is in it must have been written.
func TestNoDamagedPageKeepsTheQueueFromOpening(t *testing.T) {
	template := writeQueue(t, batchesWritten)
	content, err := os.ReadFile(template)
	fatal(t, err)
	random := rand.New(rand.NewPCG(6, 22))
	pages := len(content) / pageBytes
	for round := range rounds() {
		path := filepath.Join(t.TempDir(), queueName)
		fatal(t, os.WriteFile(path, content, 0o600))
		victim := random.IntN(pages)
		source := random.IntN(pages) * pageBytes
		fills := [][]byte{zeros(), noise(random), content[source : source+pageBytes]}
		overwrite(t, path, victim, fills[round%len(fills)])
		guard(t, filepath.Dir(path))
		if err := inspect(path); err != nil {
			t.Fatalf("page %d, round %d: %v", victim, round, err)
		}
	}
}

func noise(random *rand.Rand) []byte {
	page := make([]byte, pageBytes)
	for index := range page {
		page[index] = byte(random.Uint32())
	}
	return page
}

// Each takes about 50 ms.
func rounds() int {
	if os.Getenv("LONG") != "" {
		return 2_000
	}
	return 60
}
