import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLogTail, rotateAtStart } from '../../native/log-file.ts';
import { tempDir } from '../temp-dir.ts';

describe('rotateAtStart', () => {
  test('moves a log that has reached the limit', async () => {
    const path = join(await tempDir(), 'x.log');
    await writeFile(path, '0123456789');
    await rotateAtStart(path, 10);
    expect(await readFile(`${path}.1`, 'utf8')).toBe('0123456789');
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('leaves one that is a byte below it, and one that is not there', async () => {
    const path = join(await tempDir(), 'x.log');
    await writeFile(path, '012345678');
    await rotateAtStart(path, 10);
    expect(await readFile(path, 'utf8')).toBe('012345678');
    await rotateAtStart(`${path}.missing`, 10);
  });
});

describe('createLogTail', () => {
  test('hands on whole lines that came after its beginning', async () => {
    const path = join(await tempDir(), 'x.log');
    await writeFile(path, 'before\n');
    const lines: string[] = [];
    const tail = createLogTail(path, { fromBytes: 7, onLine: (line) => lines.push(line) });
    await appendFile(path, 'one\ntw');
    await tail.poll();
    expect(lines).toEqual(['one']);
    await appendFile(path, 'o\n');
    await Promise.all([tail.poll(), tail.poll()]);
    expect(lines).toEqual(['one', 'two']);
  });

  test('keeps the file below the limit while a process appends to it, and loses no line', async () => {
    const path = join(await tempDir(), 'x.log');
    const lines: string[] = [];
    const tail = createLogTail(path, { fromBytes: 0, limitBytes: 100, onLine: (line) => lines.push(line) });
    for (let index = 0; index < 50; index++) {
      await appendFile(path, `line ${index}\n`);
      await tail.poll();
      expect((await stat(path)).size).toBeLessThan(100);
    }
    expect(lines).toEqual(Array.from({ length: 50 }, (_, index) => `line ${index}`));
    expect((await stat(`${path}.1`)).size).toBeGreaterThanOrEqual(100);
    expect((await stat(`${path}.1`)).size).toBeLessThan(120);
  });
});
