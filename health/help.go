package main

import (
	"fmt"
	"strings"
)

func help() string {
	var text strings.Builder
	text.WriteString(`health            asks every component in turn and serves the result: GET / is JSON, 200 or 503
health check      asks that server, prints one line, exit 0 or 1: for a container's health check
  --wait TIME     as long as the pipeline has never been well, look again for at most this long (0s)
  --direct        makes the checks itself, once, without a server
health --help     this text

Variables (unset or blank: the value in parentheses)
`)
	for _, v := range variables {
		fallback := ""
		if v.fallback != "" {
			fallback = " (" + v.fallback + ")"
		}
		fmt.Fprintf(&text, "  %s%s\n      %s: %s\n", v.name, fallback, v.allowed, v.meaning)
	}
	text.WriteString("\nExit codes: 0 well or stopped, 1 not well, 64 wrong option, 78 wrong variable\n")
	return text.String()
}
