import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../sensor/src/clock.ts';
import { createReplaySource } from '../../../sensor/src/source/replay-source.ts';
import { createBaselineHandler } from '../../bench/baseline/baseline-handler.ts';
import { createFaults, parseFaults } from '../../bench/baseline/faults.ts';
import { findPrometheus, prometheusArguments } from '../../bench/baseline/prometheus.ts';
import { prometheusReader } from '../../bench/pull-vs-push/store-reader.ts';
import { defaultRecording } from '../../native/commands.ts';
import { reservePorts } from '../../native/ports.ts';
import { startProcess } from '../../native/start-process.ts';
import { stopProcess } from '../../native/stop-process.ts';
import { tempDir } from '../temp-dir.ts';
import { eventually, root } from './pipeline.ts';

const prometheus = await findPrometheus().catch(() => undefined);

test.skipIf(prometheus === undefined)(
  'the baseline with all its faults is scraped by a real Prometheus [needs prometheus]',
  async () => {
    const handler = createBaselineHandler({
      source: createReplaySource({ file: join(root, defaultRecording), speed: 240 }, { clock: systemClock }),
      faults: createFaults(parseFaults('blob,loop,strings,bodies')),
      now: Date.now,
      residentBytes: () => process.memoryUsage.rss(),
    });
    const service = createServer(handler);
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const { port: servicePort } = service.address() as AddressInfo;

    const folder = await tempDir();
    const { victoriaMetrics: port } = await reservePorts({
      sensor: 0,
      otlpHttp: 0,
      otlpGrpc: 0,
      health: 0,
      victoriaMetrics: 0,
    });
    const args = await prometheusArguments(folder, { port, target: `127.0.0.1:${servicePort}`, intervalSeconds: 1 });
    const startedAt = Date.now();
    const running = await startProcess(
      { file: prometheus?.path ?? '', args, env: {}, cwd: folder },
      { logFile: join(folder, 'prometheus.log') },
    );
    onTestFinished(async () => {
      await stopProcess(running, 20_000);
      service.closeAllConnections();
      service.close();
    });
    const reader = prometheusReader(`http://127.0.0.1:${port}`);
    const timestamps = await eventually(
      () => reader.timestamps(startedAt).catch(() => []),
      (seen) => seen.length >= 3,
    );
    expect(timestamps).toEqual(timestamps.toSorted((a, b) => a - b));
    expect(new Set(timestamps).size).toBe(timestamps.length);
  },
);
