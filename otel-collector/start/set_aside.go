package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
)

const (
	// For a look at what happened; on a small card they must not pile up. A full queue of 64 MiB is a file of 70 to 130 MB.
	keptFiles = 3
	keptBytes = 128 << 20
)

var setAsideName = regexp.MustCompile(`\.set-aside-(\d+)$`)

type asideFile struct {
	path   string
	number int
	bytes  int64
}

// setAside renames `path` to the next number of `queue`. Numbers and not times: a device may not know what time it is.
func setAside(path, queue string) (string, int, error) {
	number := 1
	if earlier := listAside(queue); len(earlier) > 0 {
		number = earlier[0].number + 1
	}
	aside := fmt.Sprintf("%s.set-aside-%d", queue, number)
	return aside, number, os.Rename(path, aside)
}

// removeOld removes what is beyond the bounds and returns its paths. The newest stays whatever its size: it took no space that was not taken before.
func removeOld(queue string) []string {
	var removed []string
	var bytes int64
	for index, file := range listAside(queue) {
		bytes += file.bytes
		if index > 0 && (index >= keptFiles || bytes > keptBytes) && os.RemoveAll(file.path) == nil {
			removed = append(removed, file.path)
		}
	}
	return removed
}

// listAside returns the newest first.
func listAside(queue string) []asideFile {
	paths, _ := filepath.Glob(globLiteral(queue) + ".set-aside-*")
	var files []asideFile
	for _, path := range paths {
		match := setAsideName.FindStringSubmatch(path)
		info, err := os.Lstat(path)
		if match == nil || err != nil {
			continue
		}
		if number, err := strconv.Atoi(match[1]); err == nil {
			files = append(files, asideFile{path, number, info.Size()})
		}
	}
	sort.Slice(files, func(a, b int) bool { return files[a].number > files[b].number })
	return files
}

var globSpecial = regexp.MustCompile(`[*?\[\\]`)

func globLiteral(path string) string {
	return globSpecial.ReplaceAllString(path, `\$0`)
}
