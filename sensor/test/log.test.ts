import { describe, expect, test } from 'vitest';
import { createLog, type LogLevel } from '../src/log.ts';

function written(level: LogLevel, say: (log: ReturnType<typeof createLog>) => void): unknown[] {
  const lines: string[] = [];
  say(createLog(level, { now: () => 0, write: (line) => lines.push(line) }));
  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  return lines.map((line) => JSON.parse(line));
}

describe('createLog', () => {
  test('writes one JSON object a line, errors with their cause', () => {
    const error = new Error('outer\nsecond line', { cause: Object.assign(new Error('inner'), { code: 'EIO' }) });
    expect(written('info', (log) => log.warn('it failed', { error }))).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'warn',
        message: 'it failed',
        error: {
          name: 'Error',
          message: 'outer\nsecond line',
          cause: { name: 'Error', message: 'inner', code: 'EIO' },
        },
      },
    ]);
  });

  test.each([
    ['none', []],
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ] as const)('at %s writes %j', (level, expected) => {
    const lines = written(level, (log) => {
      log.error('x');
      log.warn('x');
      log.info('x');
      log.debug('x');
    });
    expect(lines.map((line) => (line as { level: string }).level)).toEqual(expected);
  });
});
