import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { createSegmentFolder } from '../../src/spool/segment-folder.ts';
import { spoolFiles } from '../../src/spool/spool-files.ts';
import type { SpooledPush } from '../../src/spool/spooled-push.ts';
import { stamp } from './kept-push.ts';

/** Writes pushes that carry their number, as fast as it can, and says each number once the push counts as kept. */
const writer = `
  import { createSegmentFolder } from ${JSON.stringify(new URL('../../src/spool/segment-folder.ts', import.meta.url).href)};
  import { spoolFiles } from ${JSON.stringify(new URL('../../src/spool/spool-files.ts', import.meta.url).href)};
  const options = { directory: process.argv[1], limitBytes: 1e9, fsync: false };
  const folder = createSegmentFolder(options, { files: spoolFiles, dropped() {} });
  for (let points = 1; ; points += 1) {
    // Large and of every length, so that a kill finds a write under way.
    await folder.append({ body: Buffer.alloc(200_000 + points * 7, points), encoding: 'json', points, stamp: ${JSON.stringify(stamp)} });
    process.stdout.write(points + '\\n');
  }
`;

async function killedAfter(pushes: number, directory: string): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', writer, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === pushes) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return acknowledged;
}

test('a process that is killed while it writes has lost nothing that counted as kept', {
  timeout: 60_000,
}, async () => {
  for (const pushes of [1, 5, 20, 33, 60]) {
    const directory = join(await tempDir(), 'spool');
    const acknowledged = await killedAfter(pushes, directory);
    expect(acknowledged).toBeGreaterThanOrEqual(pushes);
    let damaged = 0;
    const dropped = (_reason: string, count: number) => {
      damaged += count;
    };
    const folder = createSegmentFolder({ directory, limitBytes: 1e9, fsync: false }, { files: spoolFiles, dropped });
    await folder.open();
    const found: SpooledPush[] = [];
    for (let push = await folder.oldest(); push !== undefined; push = await folder.oldest()) {
      found.push(push);
      await folder.remove(push);
    }
    const whole = found.filter(({ body, points }) => body.equals(Buffer.alloc(200_000 + points * 7, points)));
    expect(whole.map(({ points }) => points)).toEqual(found.map((_, index) => index + 1));
    expect(whole.length).toBeGreaterThanOrEqual(acknowledged);
    expect(damaged).toBeLessThanOrEqual(1); // the one that was being written
    expect(await readdir(directory)).toEqual([]);
  }
});
