import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createOneWireSource } from '../own-sensor.ts';

const never = new AbortController().signal;
const bytes = '72 01 4b 46 7f ff 0e 10 57';
const good = `${bytes} : crc=57 YES\n${bytes} t=23125\n`;

/** A w1_slave file in a folder named after the chip, as the kernel makes it. */
function setUp(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'own-sensor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, '28-000005e2fdc3', 'w1_slave');
  mkdirSync(dirname(file));
  writeFileSync(file, text);
  return { file, source: createOneWireSource(file) };
}

test('has at most 30 lines', () => {
  const text = readFileSync(join(import.meta.dirname, '../own-sensor.ts'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

test.each([
  [good, 23.125],
  [good.replace('t=23125', 't=-1250'), -1.25],
  [good.replace('t=23125', 't=0'), 0],
])('reads %j', async (text, temperatureCelsius) => {
  const { source } = setUp(text);
  expect(await source.read(never)).toEqual({
    temperatureCelsius,
    humidityPercent: null,
    source: 'ds18b20',
    hardwareId: '28-000005e2fdc3',
  });
});

test.each([
  ['a checksum that is wrong', good.replace('YES', 'NO'), 'io_error'],
  ['an empty file, as of a chip without contact', '', 'io_error'],
  ['a value that is missing', `${bytes} : crc=57 YES\n`, 'malformed'],
  ['a value that is no number', good.replace('t=23125', 't=warm'), 'malformed'],
  ['the value after power-up', good.replace('t=23125', 't=85000'), 'malformed'],
])('rejects %s', async (_name, text, code) => {
  await expect(setUp(text).source.read(never)).rejects.toMatchObject({ code });
});

test('rejects a chip that has gone, and reads it when it is back', async () => {
  const { file, source } = setUp(good);
  rmSync(file);
  await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
  writeFileSync(file, good);
  expect((await source.read(never)).temperatureCelsius).toBe(23.125);
});
