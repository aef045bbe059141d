package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The longest answer read is VictoriaMetrics' /metrics, about 100 kB.
const maxAnswerBytes = 1 << 20

// get hands the body of a 200 to read; any other status is an error.
func get(base *url.URL, path string, deadline time.Time, read func(*bufio.Reader) error) error {
	return request(base, path, deadline, func(status int, body *bufio.Reader) error {
		if status != 200 {
			return fmt.Errorf("answers %d", status)
		}
		return read(body)
	})
}

// request hands over any status with its body. It speaks HTTP/1.0, where the end of the connection is the end of the body, over a plain connection
// because net/http does not fit: with it the health check took 5 s and 200 major faults each time in 8 MB, without it 0.1 s and none.
func request(base *url.URL, path string, deadline time.Time, read func(int, *bufio.Reader) error) error {
	connection, err := dial(base, deadline)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(deadline); err != nil {
		return err
	}
	// Host: the collector and VictoriaMetrics answer without, proxies in front of them do not.
	if _, err := fmt.Fprintf(connection, "GET %s%s HTTP/1.0\r\nHost: %s\r\n\r\n", base.EscapedPath(), path, base.Host); err != nil {
		return err
	}
	body := bufio.NewReader(io.LimitReader(connection, maxAnswerBytes))
	status, err := readHead(body)
	if err != nil {
		return err
	}
	return read(status, body)
}

func dial(base *url.URL, deadline time.Time) (net.Conn, error) {
	dialer := net.Dialer{Deadline: deadline}
	port := base.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[base.Scheme]
	}
	return dialer.Dial("tcp", net.JoinHostPort(base.Hostname(), port))
}

func takesConnections(base *url.URL, deadline time.Time) error {
	connection, err := dial(base, deadline)
	if err != nil {
		return err
	}
	return connection.Close()
}

var errNoHTTP = errors.New("answers something that is not HTTP")

// readHead leaves the reader at the first byte of the body.
func readHead(reader *bufio.Reader) (int, error) {
	line, err := readLine(reader)
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(line)
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/1.") {
		return 0, errNoHTTP
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0, errNoHTTP
	}
	for {
		line, err := readLine(reader)
		if err != nil {
			return 0, err
		}
		if line == "" {
			return status, nil
		}
	}
}

// readLine is without its line end; of a line longer than the reader's 4 KiB the rest is skipped.
func readLine(reader *bufio.Reader) (string, error) {
	line, isPrefix, err := reader.ReadLine()
	text := string(line)
	for isPrefix && err == nil {
		_, isPrefix, err = reader.ReadLine()
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return text, err
}

func ignoreBody(*bufio.Reader) error { return nil }
