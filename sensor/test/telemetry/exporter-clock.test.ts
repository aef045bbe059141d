import { describe, expect, test } from 'vitest';
import { accepted, createExporting, overloaded, summer, timesOf, unreachable } from './exporting.ts';

const day = 86_400_000;
const held = { code: 1, error: { code: 'clock', kept: true } };

describe('the exporter, asking for the time', () => {
  test('asks the endpoint before the first push and after the clock was set, and at no other time', async () => {
    const { push, endpoint, clock } = await createExporting();
    endpoint.date = clock.now;
    for (const _ of [1, 2, 3]) await push();
    expect([endpoint.probes, endpoint.sent]).toEqual([1, [1, 2, 3]]);
    clock.setWall(clock.now() + 5000);
    for (const _ of [4, 5]) await push();
    expect([endpoint.probes, endpoint.sent]).toEqual([2, [1, 2, 3, 4, 5]]);
  });

  test('keeps the push when the endpoint does not answer the question, whatever the reason', async () => {
    for (const outcome of [unreachable, overloaded()]) {
      const { push, endpoint, spool } = await createExporting();
      endpoint.probed = outcome;
      expect(await push()).toMatchObject({
        code: 1,
        error: { code: outcome.kind === 'retryable' && outcome.error.code, kept: true },
      });
      expect([endpoint.sent, spool.pushes()]).toEqual([[], 1]);
      endpoint.probed = accepted();
      await push();
      await expect.poll(() => endpoint.sent).toEqual([2, 1]);
    }
  });
});

describe('the exporter, with a clock that cannot be right', () => {
  test('holds pushes of 1970 until the clock is set, then sends them with the times and starts that they should have', async () => {
    const { push, endpoint, clock, spool, log } = await createExporting({ at: 0 });
    endpoint.date = () => summer;
    for (const _ of [1, 2]) {
      clock.advance(15_000);
      expect(await push()).toMatchObject(held);
    }
    expect([endpoint.sent, endpoint.probes, spool.pushes()]).toEqual([[], 0, 2]);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);

    clock.advance(15_000);
    clock.setWall(summer);
    expect(await push()).toEqual({ code: 0 });
    await expect.poll(() => endpoint.sent).toEqual([3, 1, 2]);
    const startMillis = summer - 45_000;
    expect(endpoint.bodies.map(timesOf)).toEqual([
      { startMillis, timeMillis: summer },
      { startMillis, timeMillis: summer - 30_000 },
      { startMillis, timeMillis: summer - 15_000 },
    ]);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  test.each([2 * day, 10 * day, -10 * day])(
    'sends nothing while it is %i ms off the endpoint, and all of it later',
    async (off) => {
      const { push, endpoint, clock, spool } = await createExporting({ at: summer + off });
      endpoint.date = () => clock.now() - off;
      for (const _ of [1, 2]) {
        expect(await push()).toMatchObject(held);
        clock.advance(15_000);
      }
      expect([endpoint.sent, endpoint.probes, spool.pushes()]).toEqual([[], 2, 2]);
      clock.setWall(summer + 30_000);
      endpoint.date = clock.now;
      expect(await push()).toEqual({ code: 0 });
      await expect
        .poll(() => endpoint.bodies.map((body) => timesOf(body).timeMillis))
        .toEqual([summer + 30_000, summer, summer + 15_000]);
    },
  );

  test.each([-3_600_000, 3_600_000])('sends at once while it is %i ms off, which the store takes', async (off) => {
    const { push, endpoint } = await createExporting({ at: summer + off });
    endpoint.date = () => summer;
    expect(await push()).toEqual({ code: 0 });
    expect(timesOf(endpoint.bodies[0] ?? '').timeMillis).toBe(summer + off);
  });

  test('notices at an answer that the endpoint has another day, and holds from then on', async () => {
    const { push, endpoint, clock } = await createExporting();
    endpoint.date = clock.now;
    await push();
    endpoint.date = () => clock.now() + 3 * day;
    expect(await push()).toEqual({ code: 0 });
    expect(await push()).toMatchObject(held);
    expect(endpoint.sent).toEqual([1, 2]);
  });

  test('corrects what it kept unchecked while the endpoint was away and the clock was wrong', async () => {
    const { push, endpoint, clock } = await createExporting({ at: summer + 10 * day });
    endpoint.probed = unreachable;
    await push();
    clock.advance(15_000);
    clock.setWall(summer);
    endpoint.probed = accepted();
    endpoint.date = clock.now;
    await push();
    await expect.poll(() => endpoint.bodies.map((body) => timesOf(body).timeMillis)).toEqual([summer, summer - 15_000]);
  });

  test('stamps a push anew when the clock is set while the endpoint is asked', async () => {
    const { push, endpoint, clock } = await createExporting({ at: summer + 10 * day });
    endpoint.date = () => {
      clock.setWall(summer);
      return summer;
    };
    expect(await push()).toEqual({ code: 0 });
    expect(endpoint.bodies.map((body) => timesOf(body).timeMillis)).toEqual([summer]);
  });

  test('drops and counts what an earlier boot held and nobody can date', async () => {
    const before = await createExporting({ at: 0 });
    await before.push();
    const left = await before.spool.oldest();
    if (left === undefined) throw new Error('nothing was held');
    const { push, endpoint, spool, counts } = await createExporting();
    await spool.put({ ...left, stamp: { ...left.stamp, bootId: 'f'.repeat(32) } });
    await push();
    await expect.poll(() => counts).toEqual({ 'dropped clock': 1 });
    expect(endpoint.sent).toEqual([1]);
  });
});
