import { expect, test } from 'vitest';
import { fileError } from '../../src/source/file-error.ts';
import { SourceError } from '../../src/source/sensor-source.ts';

test.each([
  ['ENOENT', 'not_found'],
  ['ENODEV', 'not_found'],
  ['EIO', 'io_error'],
  ['ETIMEDOUT', 'io_error'],
  ['EAGAIN', 'io_error'],
  ['EBUSY', 'io_error'],
  ['EACCES', 'io_error'],
])('counts %s as %s', (errno, code) => {
  const cause = Object.assign(new Error('read'), { code: errno });
  const error = fileError(cause, 'some/path');
  expect(error).toMatchObject({ name: 'SourceError', code, cause });
  expect(error.message).toContain('some/path');
  expect(error.message).toContain(errno);
});

test('counts what carries no code as an input and output error', () => {
  expect(fileError('odd', 'some/path').code).toBe('io_error');
});

test('leaves a source error as it is', () => {
  const error = new SourceError('malformed', 'not a number');
  expect(fileError(error, 'some/path')).toBe(error);
});
