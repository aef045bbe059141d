import type { BadInputCase } from './bad-input-case.ts';
import { compressedBodies } from './compressed-bodies.ts';
import { grpcCases } from './grpc-cases.ts';
import { malformedBodies } from './malformed-bodies.ts';
import { oddValues } from './odd-values.ts';
import { sensorCases } from './sensor-cases.ts';
import { slowConnections } from './slow-connections.ts';
import { wrongHttp, wrongRequests } from './wrong-requests.ts';

/** Everything that is sent, by the port that it is sent to. */
export function allCases(): readonly BadInputCase[] {
  return [
    ...malformedBodies(),
    ...compressedBodies(),
    ...wrongRequests(),
    ...oddValues(),
    // Closed: a server that has answered ends the connection while the rest is still coming, and the answer can be lost with that.
    ...wrongHttp('otlpHttp', 'collector', { malformed: [400], tooLargeHeaders: [431, 'closed'] }),
    // 5 s for the headers and 10 s for the whole: otel-collector/config.yaml.
    ...slowConnections({ port: 'otlpHttp', label: 'collector', expected: [400, 408, 'closed'], boundMillis: 20_000 }),
    ...grpcCases(),
    ...sensorCases(),
    // Node is lenient with two Hosts and with HTTP/0.9, and then finds nothing at /.
    ...wrongHttp('sensor', 'sensor', { malformed: [400, 404], tooLargeHeaders: [431, 'closed'] }),
    // The same, looked at every 5 s: sensor/src/http/listen.ts.
    ...slowConnections({ port: 'sensor', label: 'sensor', expected: [400, 408, 413, 'closed'], boundMillis: 25_000 }),
  ];
}
