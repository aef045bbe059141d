import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../src');

/** Data flows from left to right; imports go to the left. Files of one folder may import each other; main and its like come last. */
const order = ['config', 'spool', 'telemetry', 'source', 'sampler', 'http', 'shutdown.ts', 'run-sensor.ts', 'main.ts'];
const leaves = [
  'clock.ts',
  'error-type.ts',
  'log.ts',
  'metric-names.ts',
  'prometheus-name.ts',
  'throttled.ts',
  'version.ts',
  'within.ts',
];

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const placeOf = (file: string) => file.split(sep)[0] ?? file;

/** Own modules that a file imports, relative to src. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => normalize(join(dirname(file), path)));
}

test('every file of the service has its place in the order', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => !order.includes(placeOf(file)) && !leaves.includes(file))).toEqual([]);
});

test.each(files)('%s imports only from its left', (file) => {
  const from = placeOf(file);
  const allowed = leaves.includes(from) ? leaves : [...leaves, ...order.slice(0, order.indexOf(from) + 1)];
  const outside = importsOf(file).filter((path) => !path.startsWith('..') && !allowed.includes(placeOf(path)));
  expect(outside).toEqual([]);
});
