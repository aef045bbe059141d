import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pointOf, startOtlpReceiver } from './otlp-receiver.ts';
import { createServiceBench, type ServiceBench } from './service-bench.ts';

let bench: ServiceBench;
beforeAll(async () => {
  bench = await createServiceBench();
});
afterAll(() => bench.close());

/** Options by which a process believes in a clock that is off until a file appears: until somebody sets it. */
function clockOff(byMillis: number, until: string): string {
  const program = `
    import { existsSync } from 'node:fs';
    const real = Date.now;
    Date.now = () => real() + (existsSync(${JSON.stringify(until)}) ? 0 : ${byMillis});
  `;
  return `--import=data:text/javascript,${encodeURIComponent(program)}`;
}

describe.concurrent('the service, started with a wrong clock', { timeout: 30_000 }, () => {
  test.each([
    ['in 1970', -Date.now()],
    ['ten days ahead', 864_000_000],
    ['ten days behind', -864_000_000],
  ])('%s holds its pushes and answers; once the clock is set they arrive with their right times', async (name, off) => {
    const receiver = await startOtlpReceiver();
    const isSet = join(bench.folder, `set-${name.replaceAll(' ', '-')}`);
    const from = Date.now();
    const service = bench.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      NODE_OPTIONS: clockOff(off, isSet),
    });
    const url = await service.started();
    let waiting = 0;
    while (waiting < 3) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const text = await (await fetch(`${url}/metrics`)).text();
      waiting = Number(/^sensor_spool_pushes (\d+)$/m.exec(text)?.[1]);
    }
    expect(receiver.pushes).toEqual([]);
    expect(service.output.stdout).toContain('SENSOR_CLOCK_');
    expect((await fetch(`${url}/sensor`)).status).toBe(200);

    writeFileSync(isSet, '');
    await receiver.waitFor(waiting + 2);
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
    const points = receiver.pushes.map((push) => pointOf(push, 'sensor.push.sequence'));
    const inOrder = points.toSorted((a, b) => (a?.value ?? 0) - (b?.value ?? 0));
    expect(inOrder.map((point) => point?.value)).toEqual(inOrder.map((_, index) => index + 1));
    const times = inOrder.map((point) => point?.timeMillis ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const millis of [...times, ...points.map((point) => point?.startMillis ?? 0)]) {
      expect(millis).toBeGreaterThan(from - 1000); // what was set is told apart to the second
      expect(millis).toBeLessThan(Date.now() + 1000);
    }
    receiver.close();
  });
});
