import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findGo, judgeGo } from '../../binaries/go-toolchain.ts';
import { tempDir } from '../temp-dir.ts';

const goEnv = (version: string, toolchain = 'local'): string =>
  JSON.stringify({ GOVERSION: version, GOTOOLCHAIN: toolchain });

describe('judgeGo', () => {
  test.each(['go1.26.3', 'go1.26.10', 'go1.27', 'go2.0', 'go1.26.3 X:nocoverageredesign'])(
    'takes %s where 1.26.3 is needed',
    (version) => {
      expect(judgeGo(goEnv(version), '1.26.3')).toMatchObject({ usable: true });
    },
  );

  test.each(['go1.26.2', 'go1.26', 'go1.9.9', 'devel'])('refuses %s where 1.26.3 is needed', (version) => {
    expect(judgeGo(goEnv(version), '1.26.3')).toMatchObject({ usable: false });
  });

  test.each([
    ['go1.21', 'auto', true],
    ['go1.21', 'go1.22.1+auto', true],
    ['go1.20.14', 'auto', false],
    ['go1.21', 'local', false],
    ['go1.21', '', false],
  ])('with %s and GOTOOLCHAIN=%s is usable: %s', (version, toolchain, usable) => {
    expect(judgeGo(goEnv(version, toolchain), '1.26.3')).toMatchObject({ usable });
  });

  test('says what is there and what is needed', () => {
    expect(judgeGo(goEnv('go1.25.1'), '1.26.3')).toEqual({
      usable: false,
      reason: 'go 1.25.1 is on PATH, 1.26.3 is needed',
    });
  });
});

describe('findGo', () => {
  test('says that there is none', async () => {
    expect(await findGo('1.26.3', { PATH: await tempDir() })).toEqual({
      usable: false,
      reason: 'there is no go on PATH',
    });
  });

  test('asks the one on PATH', async () => {
    const folder = await tempDir();
    await writeFile(join(folder, 'go'), `#!/bin/sh\necho '${goEnv('go1.26.3')}'\n`);
    await chmod(join(folder, 'go'), 0o755);
    expect(await findGo('1.26.3', { PATH: folder })).toEqual({ usable: true, version: '1.26.3' });
  });
});
