import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseDashboardsOptions } from '../../dashboards/dashboards-options.ts';
import { root } from '../contract/project.ts';

const command = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'stack/dashboards.ts'), ...args]);

describe('parseDashboardsOptions', () => {
  test('writes by default, and compares when asked', () => {
    expect(parseDashboardsOptions([])).toMatchObject({ help: false, check: false, pictures: undefined });
    expect(parseDashboardsOptions(['--check'])).toMatchObject({ help: false, check: true });
  });

  test('takes pictures of the usual VictoriaMetrics over an hour, or of another', () => {
    const usual = { pictures: 'out', url: 'http://127.0.0.1:8428', range: '1h' };
    expect(parseDashboardsOptions(['--pictures', 'out'])).toMatchObject(usual);
    const other = ['--pictures', 'out', '--url', 'http://127.0.0.1:1', '--range', '30m'];
    expect(parseDashboardsOptions(other)).toMatchObject({ url: 'http://127.0.0.1:1', range: '30m' });
  });

  test('takes them of all devices, of one, or of a scene of its own', () => {
    const pictures = ['--pictures', 'out'];
    expect(parseDashboardsOptions(pictures)).toMatchObject({ scene: false, device: undefined });
    expect(parseDashboardsOptions([...pictures, '--device', 'jfk.lan'])).toMatchObject({ device: 'jfk.lan' });
    expect(parseDashboardsOptions([...pictures, '--scene'])).toMatchObject({ scene: true });
  });

  test.each([
    [['--chekc']],
    [['--check', '--pictures', 'out']],
    [['--scene']],
    [['--pictures', 'out', '--scene', '--device', 'jfk']],
    [['--pictures', 'out', '--scene', '--range', '1h']],
    [['--pictures', 'out', '--device', 'a b']],
    [['--url', 'http://127.0.0.1:1']],
    [['--range', '1h']],
    [['--pictures', ' ']],
    [['--pictures', 'out', '--url', 'nowhere']],
    [['--pictures', 'out', '--range', 'soon']],
  ])('refuses %j', (args) => {
    expect(() => parseDashboardsOptions(args)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});

describe('npm run dashboards', () => {
  test('says nothing and ends with 0 where nothing differs', async () => {
    expect(await command('--check')).toEqual({ stdout: '', stderr: '' });
  });

  test('ends with 64 for a wrong option', async () => {
    await expect(command('--chekc')).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining('--help') });
  });

  test('explains itself', async () => {
    expect((await command('--help')).stdout).toContain('--check');
  });
});
