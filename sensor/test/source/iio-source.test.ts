import { describe, expect, test } from 'vitest';
import { createIioSource } from '../../src/source/iio-source.ts';
import { createSysfsTree, never } from './sysfs-tree.ts';

const dht11 = { name: 'dht11@4\n', in_temp_input: '23000\n', in_humidityrelative_input: '41000\n' };
const bme280 = {
  name: 'bme280\n',
  in_temp_input: '21340\n',
  in_humidityrelative_input: '48270\n',
  in_pressure_input: '100.125000000\n',
};
const htu21 = {
  name: 'htu21\n',
  in_temp_raw: '6712\n',
  in_temp_offset: '-4368\n',
  in_temp_scale: '10.725000\n',
  in_humidityrelative_raw: '3501\n',
  in_humidityrelative_offset: '-524\n',
  in_humidityrelative_scale: '15.258789\n',
};

function setUp(select?: string) {
  const tree = createSysfsTree();
  return { tree, source: createIioSource({ sysfsRoot: tree.root, select }) };
}

describe('a reading', () => {
  test('of a dht11', async () => {
    const { tree, source } = setUp();
    tree.addIio(0, 'platform/dht11@4', dht11);
    expect(await source.read(never)).toEqual({
      temperatureCelsius: 23,
      humidityPercent: 41,
      source: 'iio',
      hardwareId: 'dht11@4-dht11@4',
    });
  });

  test('of a bme280 on I2C', async () => {
    const { tree, source } = setUp();
    tree.addIio(0, 'platform/soc/fe804000.i2c/i2c-1/1-0076', bme280);
    expect(await source.read(never)).toEqual({
      temperatureCelsius: 21.34,
      humidityPercent: 48.27,
      source: 'iio',
      hardwareId: 'bme280-1-0076',
    });
  });

  test('of raw values: (raw + offset) * scale', async () => {
    const { tree, source } = setUp();
    tree.addIio(0, 'platform/i2c-1/1-0040', htu21);
    const reading = await source.read(never);
    expect(reading.temperatureCelsius).toBeCloseTo(25.1394, 4);
    expect(reading.humidityPercent).toBeCloseTo(45.4254, 4);
  });

  test('follows a scale that is changed', async () => {
    const { tree, source } = setUp();
    const device = tree.addIio(0, 'platform/i2c-1/1-0040', { name: 'x', in_temp_raw: '10000', in_temp_scale: '1' });
    expect((await source.read(never)).temperatureCelsius).toBe(10);
    device.set({ in_temp_scale: '2' });
    expect((await source.read(never)).temperatureCelsius).toBe(20);
  });

  test('of a device with humidity alone has no temperature', async () => {
    const { tree, source } = setUp();
    tree.addIio(0, 'platform/i2c-1/1-0040', { name: 'dry', in_humidityrelative_input: '50000' });
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: null, humidityPercent: 50 });
  });

  test('carries what is known of name and bus address, and the number only where there is neither', async () => {
    const onBus = setUp();
    onBus.tree.addIio(3, 'platform/x', { in_temp_input: '1000' });
    expect((await onBus.source.read(never)).hardwareId).toBe('x');
    const named = setUp();
    named.tree.addIio(3, 'virtual', { in_temp_input: '1000', name: 'dummy part' });
    expect((await named.source.read(never)).hardwareId).toBe('dummy_part');
    const bare = setUp();
    bare.tree.addIio(3, 'virtual', { in_temp_input: '1000' });
    expect((await bare.source.read(never)).hardwareId).toBe('iio:device3');
  });
});

describe('the pick', () => {
  test('is the first device with a fitting channel in the order of the numbers', async () => {
    const { tree, source } = setUp();
    tree.addIio(10, 'platform/i2c-1/1-0077', { ...bme280, in_temp_input: '10000' });
    tree.addIio(2, 'platform/i2c-1/1-0076', { ...bme280, in_temp_input: '2000' });
    tree.addIio(1, 'platform/i2c-1/1-001d', { name: 'adxl345', in_accel_x_raw: '4' });
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 2, hardwareId: 'bme280-1-0076' });
  });

  test('is the device whose name is selected', async () => {
    const { tree, source } = setUp('bme280');
    tree.addIio(0, 'platform/dht11@4', dht11);
    tree.addIio(1, 'platform/i2c-1/1-0076', bme280);
    expect(await source.read(never)).toMatchObject({ hardwareId: 'bme280-1-0076' });
  });

  test('is the device whose hardware id is selected, where two are alike', async () => {
    const { tree, source } = setUp('bme280-1-0077');
    tree.addIio(0, 'platform/i2c-1/1-0076', bme280);
    tree.addIio(1, 'platform/i2c-1/1-0077', bme280);
    expect(await source.read(never)).toMatchObject({ hardwareId: 'bme280-1-0077' });
  });

  test('rejects with what was there when nothing fits', async () => {
    const { tree, source } = setUp('bme280');
    tree.addIio(0, 'platform/dht11@4', dht11);
    await expect(source.read(never)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/"bme280".*bus\/iio\/devices.*dht11@4/),
    });
  });

  test('rejects where the kernel has no IIO at all', async () => {
    await expect(setUp().source.read(never)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a sensor that goes and comes back', () => {
  test('is found under its old number, and under another one', async () => {
    const { tree, source } = setUp();
    const first = tree.addIio(0, 'platform/i2c-1/1-0076', bme280);
    expect((await source.read(never)).temperatureCelsius).toBe(21.34);

    first.remove();
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    const second = tree.addIio(0, 'platform/i2c-1/1-0076', { ...bme280, in_temp_input: '22000' });
    expect((await source.read(never)).temperatureCelsius).toBe(22);

    second.remove();
    tree.addIio(7, 'platform/i2c-1/1-0076', { ...bme280, in_temp_input: '23000' });
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 23, hardwareId: 'bme280-1-0076' });
  });

  test('is not mistaken for another device that got its number', async () => {
    const { tree, source } = setUp();
    const device = tree.addIio(0, 'platform/i2c-1/1-0076', bme280);
    expect((await source.read(never)).hardwareId).toBe('bme280-1-0076');
    device.remove();
    tree.addIio(0, 'platform/dht11@4', dht11);
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 23, hardwareId: 'dht11@4-dht11@4' });
  });
});

describe('a failing attribute', () => {
  test.each(['', 'abc', 'nan', '0x10', '21340 C', '9'.repeat(400), '1'.repeat(5000)])(
    'with %.20j costs its own quantity alone',
    async (text) => {
      const { tree, source } = setUp();
      tree.addIio(0, 'platform/i2c-1/1-0076', { ...bme280, in_humidityrelative_input: text });
      expect(await source.read(never)).toMatchObject({
        temperatureCelsius: 21.34,
        humidityPercent: null,
        failures: [{ code: 'malformed' }],
      });
    },
  );

  test('that cannot be read is an input and output error, until it works again', async () => {
    const { tree, source } = setUp();
    const device = tree.addIio(0, 'platform/i2c-1/1-0076', bme280);
    device.breakAttribute('in_temp_input');
    device.breakAttribute('in_humidityrelative_input');
    await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
    device.set({ in_temp_input: '20000', in_humidityrelative_input: '40000' });
    const reading = await source.read(never);
    expect(reading).toMatchObject({ temperatureCelsius: 20, humidityPercent: 40 });
    expect(reading).not.toHaveProperty('failures');
  });

  test('that hangs rejects on abort, again and again, and is read when it comes back', async () => {
    const { tree, source } = setUp();
    const device = tree.addIio(0, 'platform/i2c-1/1-0076', bme280);
    expect((await source.read(never)).temperatureCelsius).toBe(21.34);

    const letGo = device.hang('in_temp_input');
    const readFor = (millis: number) => source.read(AbortSignal.timeout(millis));
    await expect(readFor(50)).rejects.toMatchObject({ code: 'timeout' });
    await expect(readFor(50)).rejects.toMatchObject({ code: 'timeout' });

    letGo();
    device.set({ in_temp_input: '25000' });
    expect((await source.read(never)).temperatureCelsius).toBe(25);
  });
});
