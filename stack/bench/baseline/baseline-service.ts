/**
 * The original design, rebuilt to compare with and for nothing else: `node baseline-service.mjs`, configured by its environment:
 * BASELINE_HOST, BASELINE_PORT, BASELINE_RECORDING (CSV), BASELINE_FAULTS (blob,loop,strings,bodies; empty: none).
 */
import { createServer } from 'node:http';
import { systemClock } from '../../../sensor/src/clock.ts';
import { createReplaySource } from '../../../sensor/src/source/replay-source.ts';
import { createBaselineHandler } from './baseline-handler.ts';
import { createFaults, parseFaults } from './faults.ts';

const {
  BASELINE_HOST: host = '127.0.0.1',
  BASELINE_PORT: port = '0',
  BASELINE_RECORDING: file = '',
  BASELINE_FAULTS: faults = '',
} = process.env;

/** As `npm start` plays it: an hour in 15 s. */
const source = createReplaySource({ file, speed: 240 }, { clock: systemClock });
const handler = createBaselineHandler({
  source,
  faults: createFaults(parseFaults(faults)),
  now: Date.now,
  residentBytes: () => process.memoryUsage.rss(),
});
createServer(handler).listen(Number(port), host);
