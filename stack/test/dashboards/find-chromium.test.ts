import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findChromium } from '../../dashboards/find-chromium.ts';
import { tempDir } from '../temp-dir.ts';

describe('findChromium', () => {
  test('takes the one on PATH that can be started, and none where there is none', async () => {
    const [without, withOne] = [await tempDir(), await tempDir()];
    const path = join(withOne, 'chromium');
    await writeFile(path, '');
    expect(await findChromium({ PATH: [without, withOne].join(delimiter) })).toBeUndefined();
    await chmod(path, 0o755);
    expect(await findChromium({ PATH: [without, withOne].join(delimiter) })).toBe(path);
    expect(await findChromium({ PATH: without })).toBeUndefined();
  });

  test('takes the one that is named, before any other', async () => {
    expect(await findChromium({ PATH: '/usr/bin', CHROMIUM_BIN: '/opt/mine' })).toBe('/opt/mine');
    expect(await findChromium({ PATH: '', CHROMIUM_BIN: ' ' })).toBeUndefined();
  });
});
