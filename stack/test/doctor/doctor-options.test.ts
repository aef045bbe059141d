import { describe, expect, test } from 'vitest';
import { parseDoctorOptions } from '../../doctor/doctor-options.ts';

describe('parseDoctorOptions', () => {
  test('looks at whatever runs, with a canary, by default', () => {
    expect(parseDoctorOptions([], {})).toEqual({
      help: false,
      json: false,
      canary: true,
      way: undefined,
      project: undefined,
      projectFolder: undefined,
      isInside: false,
    });
  });

  test.each([
    [['--compose'], 'compose'],
    [['--native'], 'native'],
    [['--project', 'other'], 'compose'],
    [['--inside'], 'compose'],
  ])('takes %j for %s', (args, way) => {
    expect(parseDoctorOptions(args, {}).way).toBe(way);
  });

  test.each([
    ['true', true],
    ['', false],
  ])('is inside with DOCTOR_INSIDE=%j: %s', (value, isInside) => {
    expect(parseDoctorOptions(['--json'], { DOCTOR_INSIDE: value }).isInside).toBe(isInside);
  });

  test('sends nothing with --no-canary', () => {
    expect(parseDoctorOptions(['--no-canary', '--json'], {})).toMatchObject({ canary: false, json: true });
  });

  test.each([
    ['--compose', '--native'],
    ['--native', '--inside'],
    ['--native', '--project', 'x'],
    ['--project', ''],
    ['--project-directory', ' '],
    ['--wat'],
    ['sensor'],
  ])('refuses %j %j %j', (...args) => {
    expect(() => parseDoctorOptions(args, {})).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});
