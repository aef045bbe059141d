import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../bench/benchmark.ts';
import { readMeasured } from '../../measurements/read-measured.ts';
import { tempDir } from '../temp-dir.ts';

const finding = (measure: string, value: number): Finding => ({ measure, value, unit: 's' });

async function run(dir: string, date: string, findings: readonly Finding[]): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'findings.json'), JSON.stringify(findings));
  await writeFile(join(dir, 'conditions.json'), JSON.stringify({ date }));
  await writeFile(join(dir, 'figure.svg'), '<svg/>');
}

describe('readMeasured', () => {
  test('is undefined where only a part was ever run', async () => {
    const folder = await tempDir();
    expect(await readMeasured(folder, 'fit')).toBeUndefined();
    await run(join(folder, 'fit/lean'), '2026-01-01', [finding('lean: ready', 1)]);
    expect(await readMeasured(folder, 'fit')).toBeUndefined();
  });

  test('takes a part that was measured after the whole in place of what that says of it', async () => {
    const folder = await tempDir();
    await run(join(folder, 'fit'), '2026-01-01', [
      finding('lean: ready', 1),
      finding('lean: lost of 41000 points', 2),
      finding('hub: ready', 3),
    ]);
    await run(join(folder, 'fit/lean'), '2026-01-02', [
      finding('lean: ready', 10),
      finding('lean: lost of 40900 points', 20),
      finding('lean: new', 30),
    ]);
    const measured = await readMeasured(folder, 'fit');
    expect(measured?.findings.list.map(({ measure, value }) => [measure, value])).toEqual([
      ['lean: ready', 10],
      ['lean: lost of 40900 points', 20],
      ['hub: ready', 3],
      ['lean: new', 30],
    ]);
    expect(measured?.conditions.map(({ date }) => date)).toEqual(['2026-01-01', '2026-01-02']);
    expect(measured?.figures).toEqual(['figure.svg', 'lean/figure.svg']);
  });

  test('leaves alone what was measured before the whole', async () => {
    const folder = await tempDir();
    await run(join(folder, 'fit'), '2026-01-02', [finding('lean: ready', 1)]);
    await run(join(folder, 'fit/lean'), '2026-01-01', [finding('lean: ready', 10)]);
    const measured = await readMeasured(folder, 'fit');
    expect(measured?.findings.one('lean: ready').value).toBe(1);
    expect(measured?.conditions).toHaveLength(1);
  });
});
