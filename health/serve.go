package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const (
	// Each holds 12 KiB at most; a client that is slow must not keep the health check waiting.
	maxConnections  = 4
	connectionTime  = 2 * time.Second
	maxRequestBytes = 8 << 10
)

func listen(address string) (net.Listener, error) { return net.Listen("tcp", address) }

// serve answers GET / on any number of connections, one request each, until the listener is closed.
func serve(listener net.Listener, current func() report) {
	slots := make(chan struct{}, maxConnections)
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			defer connection.Close()
			_ = connection.SetDeadline(time.Now().Add(connectionTime))
			answer(connection, current())
		}()
	}
}

func answer(connection io.ReadWriter, current report) {
	method, path, err := readRequest(connection)
	status, body := 400, []byte(`{"error":{"code":"ERR_REQUEST"}}`)
	switch {
	case err != nil:
	case path != "/":
		status, body = 404, []byte(`{"error":{"code":"ERR_NOT_FOUND"}}`)
	case method != "GET" && method != "HEAD":
		status, body = 405, []byte(`{"error":{"code":"ERR_METHOD"}}`)
	default:
		status = 503
		if current.Status == statusOK {
			status = 200
		}
		body, _ = json.Marshal(current)
	}
	fmt.Fprintf(connection, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n",
		status, reasons[status], len(body)+1)
	if status == 405 {
		fmt.Fprint(connection, "Allow: GET, HEAD\r\n")
	}
	fmt.Fprint(connection, "\r\n")
	if method != "HEAD" {
		fmt.Fprintf(connection, "%s\n", body)
	}
}

var reasons = map[int]string{200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}

// readRequest reads the head to its end: closing with something unread would reset the connection under the answer.
func readRequest(input io.Reader) (method, path string, err error) {
	reader := bufio.NewReader(io.LimitReader(input, maxRequestBytes))
	line, err := readLine(reader)
	if err != nil {
		return "", "", err
	}
	fields := strings.Fields(line)
	if len(fields) != 3 || !strings.HasPrefix(fields[2], "HTTP/1.") {
		return "", "", errNoHTTP
	}
	for line != "" {
		if line, err = readLine(reader); err != nil {
			return "", "", err
		}
	}
	path, _, _ = strings.Cut(fields[1], "?")
	return fields[0], path, nil
}
