import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { deviceNameProblem, reservedNames } from '../../device/device-name.ts';

const none: ReadonlySet<string> = new Set();

describe('deviceNameProblem', () => {
  test.each(['a', '7', 'pi-2', 'Pi.example.org', 'a'.repeat(63)])('accepts %j', (name) => {
    expect(deviceNameProblem(name, none)).toBeUndefined();
  });

  test.each(['', '-', '-a', 'a-', '.a', 'a.', 'a b', 'a:b', 'a_b', 'ä', 'a\n', 'a%20b', 'a"b', 'a'.repeat(64)])(
    'refuses %j',
    (name) => {
      expect(deviceNameProblem(name, none)).toBeDefined();
    },
  );

  test("refuses this device's own names, whatever the case", () => {
    expect(deviceNameProblem('Cellar', reservedNames({ DEVICE_NAME: 'cellar' }))).toBeDefined();
    expect(deviceNameProblem('edge-device', reservedNames({}))).toBeDefined();
    expect(deviceNameProblem('edge-device', reservedNames({ DEVICE_NAME: 'cellar' }))).toBeUndefined();
    expect(deviceNameProblem(hostname(), reservedNames({}))).toBeDefined();
    expect(deviceNameProblem('unidentified', reservedNames({}))).toBeDefined();
  });
});
