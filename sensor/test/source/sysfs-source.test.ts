import { expect, test } from 'vitest';
import { SourceError, type SourceErrorCode } from '../../src/source/sensor-source.ts';
import { createSysfsSource, type ReadMilli, type SysfsDevice } from '../../src/source/sysfs-source.ts';
import { never } from './sysfs-tree.ts';

const gives =
  (milli: number): ReadMilli =>
  async () =>
    milli;
const fails =
  (code: SourceErrorCode): ReadMilli =>
  async () => {
    throw new SourceError(code, `failed with ${code}`);
  };

/** A finder that gives the devices one after the other, the last one again and again, and counts how often it was asked. */
function finder(...devices: readonly Partial<SysfsDevice>[]) {
  const asked = { times: 0 };
  const find = async (): Promise<SysfsDevice> => {
    const device = devices[Math.min(asked.times, devices.length - 1)];
    asked.times += 1;
    return { hardwareId: `device-${asked.times}`, temperature: undefined, humidity: undefined, ...device };
  };
  return { asked, find };
}

test('gives degrees and percent, and null for what the device does not have', async () => {
  const both = createSysfsSource('iio', finder({ temperature: gives(-1_250), humidity: gives(48_300) }).find);
  expect(await both.read(never)).toEqual({
    temperatureCelsius: -1.25,
    humidityPercent: 48.3,
    source: 'iio',
    hardwareId: 'device-1',
  });
  const dry = createSysfsSource('iio', finder({ temperature: gives(0) }).find);
  expect(await dry.read(never)).toMatchObject({ temperatureCelsius: 0, humidityPercent: null });
});

test('looks for the device once, however often it is read, also while it fails', async () => {
  const { asked, find } = finder({ temperature: fails('io_error') });
  const source = createSysfsSource('iio', find);
  for (let reads = 0; reads < 3; reads += 1) {
    await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
  }
  expect(asked.times).toBe(1);
});

test('looks again, within the same read, when the device has gone', async () => {
  let present = true;
  const temperature: ReadMilli = async () => {
    if (!present) throw new SourceError('not_found', 'gone');
    return 20_000;
  };
  const { asked, find } = finder({ temperature }, { temperature: gives(21_000) });
  const source = createSysfsSource('iio', find);
  expect(await source.read(never)).toMatchObject({ temperatureCelsius: 20, hardwareId: 'device-1' });
  present = false;
  expect(await source.read(never)).toMatchObject({ temperatureCelsius: 21, hardwareId: 'device-2' });
  expect(asked.times).toBe(2);
});

test('looks once per read for a device that is gone as soon as it is found', async () => {
  const { asked, find } = finder({ temperature: fails('not_found') });
  const source = createSysfsSource('iio', find);
  await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
  expect(asked.times).toBe(1);
  await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
  expect(asked.times).toBe(2);
});

test('keeps the quantity that works and tells the failure of the other', async () => {
  const humidityFails = createSysfsSource(
    'iio',
    finder({ temperature: gives(20_000), humidity: fails('io_error') }).find,
  );
  expect(await humidityFails.read(never)).toMatchObject({
    temperatureCelsius: 20,
    humidityPercent: null,
    failures: [{ code: 'io_error' }],
  });
  const temperatureFails = createSysfsSource(
    'iio',
    finder({ temperature: fails('malformed'), humidity: gives(50_000) }).find,
  );
  expect(await temperatureFails.read(never)).toMatchObject({
    temperatureCelsius: null,
    humidityPercent: 50,
    failures: [{ code: 'malformed' }],
  });
});

test('rejects with the first failure when nothing works', async () => {
  const source = createSysfsSource(
    'iio',
    finder({ temperature: fails('io_error'), humidity: fails('malformed') }).find,
  );
  await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
});

test('passes on what is no source error: that is a mistake in the code', async () => {
  const mistake = new TypeError('a bug');
  const source = createSysfsSource('iio', finder({ temperature: async () => Promise.reject(mistake) }).find);
  await expect(source.read(never)).rejects.toBe(mistake);
});
