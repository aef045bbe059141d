import { defaultReleasesUrl } from './binaries/release.ts';
import { defaultRecording } from './native/commands.ts';
import { portSpecs } from './native/ports.ts';

const ports = Object.values(portSpecs)
  .map(({ variable, fallback, what }) => `  ${variable.padEnd(28)} port of ${what} (${fallback}; 0: any free one)`)
  .join('\n');

export const startHelp = `npm start [-- OPTIONS]

Runs the whole pipeline as plain processes, without Docker: finds or builds the collector and VictoriaMetrics, starts
them and the sensor in order, and stops them in order on Ctrl-C. A second Ctrl-C kills them at once.

Options
  --for TIME       stop by itself 90, 90s, 5m or 1h after the table is shown
  --once           exit 0 as soon as a sample of this run can be queried from VictoriaMetrics, 1 if it never can be
  --timeout TIME   how long --once waits, from the start of the first component (60s)
  --json           events as JSON lines on standard output instead of the table
  -h, --help       this text

Variables, in the shell; STACK_* and DURABILITY also in .env, where the shell says nothing
  SENSOR_SOURCE                what the sensor reads: auto, iio, hwmon, thermal, replay:FILE.csv
                               (replay:${defaultRecording}, 240 times faster)
  SENSOR_*, OTEL_*             handed on to the sensor; only the endpoint is always this pipeline's own
  COLLECTOR_*, VM_*            handed on to the collector; to VictoriaMetrics (its flags, VM_retentionPeriod=1d)
${ports}
  DURABILITY                   safe, or flash-friendly: fewer writes, more lost with the power (safe)
  STACK_DATA_DIR               data, queue and logs (./data)
  STACK_DEVICES_BIND           an address: opens the port for other devices there, with TLS and a credential each (closed);
                               npm run certs and npm run device come first
  STACK_DEVICES_HTTP_PORT      their OTLP/HTTP (5318)
  STACK_DEVICES_GRPC_PORT      their OTLP/gRPC (5317), on STACK_DEVICES_GRPC_BIND (127.0.0.1)
  STACK_ACCESS_DIR             certificates and credentials (access/ in STACK_DATA_DIR)
  STACK_FORWARD_ENDPOINT       an OTLP/HTTP address that gets everything as well, beside the local store (none)
  STACK_FORWARD_HEADERS_FILE   a file with a header a line for it, as Authorization: Bearer TOKEN
  STACK_FORWARD_CA_FILE        PEM of the authorities that vouch for it (the system's)
  OTELCOL_BIN                  a collector of one's own instead of the built one
  OTELCOL_START_BIN            what starts it, see otel-collector/README.md
  VICTORIAMETRICS_BIN          a VictoriaMetrics of one's own
  STACK_RELEASES_URL           where releases are downloaded from when there is no Go (${defaultReleasesUrl})
  XDG_CACHE_HOME               binaries are kept in otel-edge/ there (~/.cache); delete it freely

Events of --json, each with "event" and "time" (ISO 8601)
  note      {text}             a step that begins or is done, or something worth knowing
  table     {components: [{name, version, address, pid, residentBytes, anonymousBytes}], vmui, dataDir}
  sample    {afterMillis}      the first sample of this run can be queried; counted from the first component's start
  status    {storedRows, queueDepth, queuedBatches, errors, uptimeMillis}, every 15 s; null where nothing is known
  warning   {component, level, line}
  exit      {component, code, signal, lastLine, restartInMillis}
  restart   {component, pid}
  stopping  {}
  stopped   {components: [{name, code, signal, wasKilled}], clean}
  error     {code, message}

Exit codes
  0    stopped as asked, everything in order        1    a component did not start, or had to be killed
  64   wrong option                                 69   binaries, a port or the data folder are not to be had
  78   wrong variable                               130  interrupted before anything was started
`;
