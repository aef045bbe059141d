import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '../../src/telemetry/otlp-transport.ts';
import { keptPush, stamp } from '../spool/kept-push.ts';
import { accepted, createExporting, overloaded, refused, timesOf, unpacked, unreachable } from './exporting.ts';

const failedWith = (code: string | number, kept: boolean) => ({ code: 1, error: { code, kept } });

describe('the exporter', () => {
  test('sends a push once and keeps nothing of it', async () => {
    const { push, endpoint, spool, counts } = await createExporting();
    expect(await push()).toEqual({ code: 0 });
    expect([endpoint.sent, spool.pushes(), counts]).toEqual([[1], 0, {}]);
  });

  test.each([
    ['503', overloaded(), 503],
    ['a refused connection', unreachable, 'ECONNREFUSED'],
  ])('keeps a push that met %s, and sends it after the next that arrives, as it was', async (_, outcome, code) => {
    const { push, endpoint, clock, counts, spool } = await createExporting();
    await push();
    endpoint.answer = () => outcome;
    expect(await push()).toMatchObject(failedWith(code, true));
    clock.advance(15_000);
    expect(await push()).toMatchObject(failedWith(code, true));
    expect(spool.pushes()).toBe(2);
    const firstTries = endpoint.bodies.slice(1);
    endpoint.answer = () => accepted();
    clock.advance(15_000);
    expect(await push()).toEqual({ code: 0 });
    await expect.poll(() => counts).toEqual({ spooled: 2, replayed: 2 });
    expect(endpoint.sent).toEqual([1, 2, 3, 4, 2, 3]); // fresh first, then the oldest
    expect(endpoint.bodies.slice(4)).toEqual(firstTries); // to the byte
    expect(endpoint.packed).toEqual([false, false, false, false, true, true]);
    expect(spool.pushes()).toBe(0);
  });

  test.each([400, 401, 404, 500])('drops and counts a push that is refused with %i', async (status) => {
    const { push, endpoint, spool, counts } = await createExporting();
    endpoint.answer = () => refused(status);
    expect(await push()).toMatchObject(failedWith(status, false));
    expect([spool.pushes(), counts]).toEqual([0, { 'dropped refused': 1 }]);
  });

  test('unpacks a kept push for an endpoint that takes no gzip', async () => {
    const { push, endpoint, counts } = await createExporting();
    endpoint.takesGzip = false;
    endpoint.answer = () => unreachable;
    await push();
    endpoint.answer = () => accepted();
    await push();
    await expect.poll(() => counts).toEqual({ spooled: 1, replayed: 1 });
    expect(endpoint.packed).toEqual([false, false, false]);
    expect(endpoint.bodies[2]).toBe(endpoint.bodies[0]);
  });

  test('drops a kept push that is refused later, and goes on with the next', async () => {
    const { push, endpoint, counts } = await createExporting();
    endpoint.answer = () => unreachable;
    for (const _ of [1, 2, 3]) await push();
    endpoint.answer = (number) => (number === 2 ? refused(401) : accepted());
    await push();
    await expect.poll(() => counts).toEqual({ spooled: 3, replayed: 2, 'dropped refused': 1 });
    expect(endpoint.sent.slice(3)).toEqual([4, 1, 2, 3]);
  });

  test('stops sending kept pushes at the first that fails, until a fresh one arrives', async () => {
    const { push, endpoint, counts, spool } = await createExporting();
    endpoint.answer = () => unreachable;
    for (const _ of [1, 2, 3]) await push();
    endpoint.answer = (number) => (number === 2 ? overloaded() : accepted());
    await push();
    await expect.poll(() => endpoint.sent.slice(3)).toEqual([4, 1, 2]);
    expect([counts['replayed'], spool.pushes()]).toEqual([1, 2]);
    endpoint.answer = () => accepted();
    await push();
    await expect.poll(() => counts['replayed']).toBe(3);
    expect(endpoint.sent.slice(6)).toEqual([5, 2, 3]);
  });

  test('sends no kept push while a fresh one is under way', async () => {
    const { push, endpoint, counts } = await createExporting();
    endpoint.answer = () => unreachable;
    for (let i = 0; i < 20; i += 1) await push();
    const slow = Promise.withResolvers<SendOutcome>();
    endpoint.answer = (number) => (number === 22 ? slow.promise : accepted());
    await push();
    const fresh = push();
    await expect.poll(() => endpoint.sent).toContain(22);
    const before = endpoint.sent.length;
    await new Promise((resolve) => setTimeout(resolve, 120)); // longer than the pause between two kept pushes
    expect(endpoint.sent.length).toBe(before);
    slow.resolve(accepted());
    expect(await fresh).toEqual({ code: 0 });
    await expect.poll(() => counts['replayed'], { timeout: 10_000 }).toBe(20);
  });

  test('asks nothing of an endpoint before the wait is over that it asked for', async () => {
    const { push, endpoint, clock, spool } = await createExporting();
    await push();
    endpoint.answer = () => overloaded(20_000);
    expect(await push()).toMatchObject(failedWith(503, true));
    endpoint.answer = () => accepted();
    clock.advance(19_999);
    expect(await push()).toMatchObject(failedWith('retry_after', true));
    expect([endpoint.sent, spool.pushes()]).toEqual([[1, 2], 2]);
    clock.advance(1);
    expect(await push()).toEqual({ code: 0 });
    await expect.poll(() => endpoint.sent).toEqual([1, 2, 4, 2, 3]);
  });

  test.each([
    ['{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}', 3],
    ['{"partialSuccess":{"rejectedDataPoints":2}}', 2],
    ['{"partialSuccess":{"errorMessage":"a warning"}}', undefined],
    ['{"partialSuccess":{}}', undefined],
    ['not JSON', undefined],
    ['null', undefined],
    ['', undefined],
  ])('counts what %j says was rejected, and sends it no more', async (response, rejected) => {
    const { push, endpoint, counts, log } = await createExporting();
    endpoint.answer = () => accepted(response);
    expect(await push()).toEqual({ code: 0 });
    expect(counts['rejected']).toBe(rejected);
    expect(log.lines).toHaveLength(rejected === undefined ? 0 : 1);
    expect(endpoint.sent).toEqual([1]);
  });

  test('keeps a push that is given up', async () => {
    const { push, endpoint, exporter, spool } = await createExporting();
    endpoint.answer = () => new Promise(() => {});
    const pushed = push();
    await expect.poll(() => endpoint.sent).toEqual([1]);
    exporter.abandon();
    expect(await pushed).toMatchObject(failedWith('timeout', true));
    expect(spool.pushes()).toBe(1);
  });

  test('sends all that waits when it is flushed, after a push that arrived', async () => {
    const { push, endpoint, exporter, counts } = await createExporting();
    endpoint.answer = () => unreachable;
    for (let i = 0; i < 40; i += 1) await push();
    await exporter.forceFlush();
    expect(counts).toEqual({ spooled: 40 }); // nothing has arrived: not the time to try
    endpoint.answer = () => accepted();
    await push();
    await exporter.forceFlush();
    expect(counts).toEqual({ spooled: 40, replayed: 40 });
  });

  test('keeps what is under way when it is shut down, and closes the spool behind it', async () => {
    const { push, endpoint, exporter, spool } = await createExporting();
    const told: string[] = [];
    Object.assign(spool, {
      put: async () => void told.push('kept'),
      close: async () => void told.push('closed'),
    });
    endpoint.answer = () => new Promise(() => {});
    const pushed = push();
    await expect.poll(() => endpoint.sent).toEqual([1]);
    await exporter.shutdown();
    expect(await pushed).toMatchObject(failedWith('timeout', true));
    expect(told).toEqual(['kept', 'closed']);
  });

  test('drops and counts a kept push whose content cannot be unpacked', async () => {
    const { push, endpoint, spool, counts } = await createExporting();
    await spool.put({ ...keptPush(1), body: Buffer.from('no gzip') });
    await push();
    await expect.poll(() => counts).toEqual({ 'dropped damaged': 1 });
    expect(endpoint.sent).toEqual([1]);
  });

  test('sends a push that an earlier process left, with its own times', async () => {
    const { push, endpoint, spool } = await createExporting();
    const other = await createExporting();
    other.endpoint.answer = () => unreachable;
    await other.push();
    const left = await other.spool.oldest();
    if (left === undefined) throw new Error('nothing was kept');
    await spool.put({ ...left, stamp: { ...stamp, bootId: 'f'.repeat(32), trusted: true } });
    await push();
    await expect.poll(() => endpoint.bodies[1]).toBe(unpacked(left.body));
    expect(timesOf(endpoint.bodies[1] ?? '')).toEqual(timesOf(unpacked(left.body)));
  });
});
