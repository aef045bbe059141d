import { expect, test } from 'vitest';
import { abortable } from '../../src/source/abortable.ts';
import { never } from './sysfs-tree.ts';

test('settles as the work does while nothing is aborted', async () => {
  await expect(abortable(Promise.resolve(7), 'work', never)).resolves.toBe(7);
  const reason = new Error('broken');
  await expect(abortable(Promise.reject(reason), 'work', never)).rejects.toBe(reason);
});

test('rejects with a timeout when aborted, and at once when that was before', async () => {
  const forever = new Promise(() => {});
  const abort = new AbortController();
  const aborted = abortable(forever, 'the bus', abort.signal);
  const cause = new Error('took too long');
  abort.abort(cause);
  await expect(aborted).rejects.toMatchObject({ code: 'timeout', cause });
  await expect(abortable(forever, 'the bus', abort.signal)).rejects.toMatchObject({ code: 'timeout' });
});

test('drops a failure that comes after the abort', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = new AbortController();
  const aborted = abortable(promise, 'the bus', abort.signal);
  abort.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'timeout' });
  reject(new Error('late')); // unhandled, this would fail the test run
  await new Promise(setImmediate);
});
