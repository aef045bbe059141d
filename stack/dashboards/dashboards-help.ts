export const dashboardsHelp = `Usage: npm run dashboards [-- options]

Writes grafana/dashboards and victoriametrics/dashboards from grafana/src, with the limits of the compose files, and says what has changed.
Files there that no dashboard stands for are removed.

  --check          writes nothing: exit code 1 where a file differs
  --pictures DIR   writes pictures of a running vmui instead, of each dashboard and of Device on a phone; needs Chromium
  --scene          pictures of a stack that it starts for them: three devices, an outage of VictoriaMetrics, one of the
                   collector and one of a device; a quarter of an hour. As root within the memory limits of docker-compose.yml
  --url URL        of the VictoriaMetrics that they are of (http://127.0.0.1:8428)
  --range TIME     how far back they look (1h)
  --device NAME    the only one in the pictures of Device and Budget (all)
  --help, -h       this text

Exit codes: 0 done, or nothing differs; 1 something differs; 64 wrong options; 69 no Chromium; 78 the compose files lack a limit; 130 interrupted.
CHROMIUM_BIN names a browser that is not on PATH.
`;
