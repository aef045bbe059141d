export const dashboardsHelp = `Usage: npm run dashboards [-- options]

Writes grafana/dashboards and victoriametrics/dashboards from grafana/src, with the limits of the compose files, and says what has changed.
Files there that no dashboard stands for are removed.

  --check          writes nothing: exit code 1 where a file differs
  --pictures DIR   writes pictures of a running vmui instead, each dashboard on a desktop and on a phone; needs Chromium
  --url URL        of the VictoriaMetrics that they are of (http://127.0.0.1:8428)
  --range TIME     how far back they look (1h)
  --help, -h       this text

Exit codes: 0 done, or nothing differs; 1 something differs; 64 wrong options; 69 no Chromium; 78 the compose files lack a limit.
CHROMIUM_BIN names a browser that is not on PATH.
`;
