import { describe, expect, test } from 'vitest';
import { startHelp } from '../start-help.ts';
import { parseStartOptions } from '../start-options.ts';

describe('parseStartOptions', () => {
  test('runs without end and for people when nothing is given', () => {
    const options = { help: false, json: false, once: false, timeoutMillis: 60_000, forMillis: undefined };
    expect(parseStartOptions([])).toEqual(options);
  });

  test('reads every option', () => {
    expect(parseStartOptions(['--once', '--timeout', '5s', '--json'])).toMatchObject({
      once: true,
      timeoutMillis: 5_000,
      json: true,
    });
    expect(parseStartOptions(['--for=2m'])).toMatchObject({ forMillis: 120_000 });
    expect(parseStartOptions(['-h'])).toMatchObject({ help: true });
  });

  test.each([
    [['--onec'], '--onec'],
    [['now'], 'now'],
    [['--for'], '--for'],
    [['--for', '0'], '--for'],
    [['--once', '--timeout', 'soon'], '--timeout'],
    [['--timeout', '5s'], '--once'],
    [['--once', '--for', '5s'], '--once'],
  ])('refuses %j and names %s', (args, named) => {
    expect(() => parseStartOptions(args)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringContaining(named) }),
    );
  });
});

describe('startHelp', () => {
  test.each(['--for', '--once', '--timeout', '--json', 'STACK_SENSOR_PORT', 'STACK_DATA_DIR', 'OTELCOL_BIN', '69'])(
    'mentions %s',
    (word) => {
      expect(startHelp).toContain(word);
    },
  );
});
