import { describe, expect, test } from 'vitest';
import { createAutoSource } from '../../src/source/auto-source.ts';
import { createFakeClock } from '../fakes.ts';
import { createSysfsTree, never, type SysfsTree } from './sysfs-tree.ts';

const MINUTE = 60_000;

const addRoomSensor = (tree: SysfsTree) =>
  tree.addIio(0, 'platform/i2c-1/1-0076', {
    name: 'bme280',
    in_temp_input: '21000',
    in_humidityrelative_input: '48000',
  });
const addChip = (tree: SysfsTree) =>
  tree.addHwmon(0, 'platform/coretemp.0', { name: 'coretemp', temp1_input: '41000' });
const addZone = (tree: SysfsTree) => tree.addThermal(0, { type: 'cpu-thermal', temp: '47000' });

function setUp() {
  const tree = createSysfsTree();
  const clock = createFakeClock();
  const source = createAutoSource({ sysfsRoot: tree.root }, { clock });
  return { tree, clock, source, kind: async () => (await source.read(never)).source };
}

describe('the order', () => {
  test('is iio, hwmon, thermal', async () => {
    const all = setUp();
    addZone(all.tree);
    addChip(all.tree);
    addRoomSensor(all.tree);
    expect(await all.kind()).toBe('iio');

    const two = setUp();
    addZone(two.tree);
    addChip(two.tree);
    expect(await two.kind()).toBe('hwmon');

    const one = setUp();
    addZone(one.tree);
    expect(await one.kind()).toBe('thermal');
  });

  test('passes over devices that measure something else', async () => {
    const { tree, kind } = setUp();
    tree.addIio(0, 'platform/i2c-1/1-001d', { name: 'adxl345', in_accel_x_raw: '4' });
    tree.addHwmon(0, 'platform/fan', { name: 'pwmfan', fan1_input: '1200' });
    addZone(tree);
    expect(await kind()).toBe('thermal');
  });
});

describe('without hardware', () => {
  test('rejects with what was looked for, where, and what to do', async () => {
    const { tree, source } = setUp();
    const message = expect.stringMatching(/bus\/iio\/devices.*class\/hwmon.*class\/thermal.*SENSOR_SOURCE=replay:FILE/);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found', message });
    await expect(source.read(never)).rejects.toMatchObject({ message: expect.stringContaining(tree.root) });
  });

  test('looks again after a minute, and not before', async () => {
    const { tree, clock, source, kind } = setUp();
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    addRoomSensor(tree);
    clock.advance(MINUTE - 1);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    clock.advance(1);
    expect(await kind()).toBe('iio');
  });
});

describe('hardware that is lost', () => {
  test('is replaced by what else there is at the next read', async () => {
    const { tree, source, kind } = setUp();
    const sensor = addRoomSensor(tree);
    addChip(tree);
    expect(await kind()).toBe('iio');
    sensor.remove();
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    expect(await kind()).toBe('hwmon');
  });

  test('takes over again within a minute of its return', async () => {
    const { tree, clock, source, kind } = setUp();
    addZone(tree);
    addRoomSensor(tree).remove();
    expect(await kind()).toBe('thermal');
    addRoomSensor(tree);
    clock.advance(MINUTE - 1);
    expect(await kind()).toBe('thermal');
    clock.advance(1);
    expect(await kind()).toBe('iio');
    expect(await source.read(never)).toMatchObject({ humidityPercent: 48 });
  });

  test('is looked for at once, and then once a minute', async () => {
    const { tree, clock, source, kind } = setUp();
    addRoomSensor(tree).remove();
    const sensor = addRoomSensor(tree);
    expect(await kind()).toBe('iio');
    sensor.remove();
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' }); // looked everywhere
    addChip(tree);
    clock.advance(MINUTE - 1);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    clock.advance(1);
    expect(await kind()).toBe('hwmon');
  });
});

describe('hardware that is there but fails', () => {
  test('is an error: another thermometer does not stand in for it', async () => {
    const { tree, clock, source, kind } = setUp();
    addZone(tree);
    const sensor = addRoomSensor(tree);
    sensor.breakAttribute('in_temp_input');
    sensor.breakAttribute('in_humidityrelative_input');
    await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
    clock.advance(MINUTE);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
    sensor.set({ in_temp_input: '22000' });
    expect(await kind()).toBe('iio');
  });

  test('does not take over from what works', async () => {
    const { tree, clock, kind } = setUp();
    addZone(tree);
    expect(await kind()).toBe('thermal');
    const sensor = addRoomSensor(tree);
    sensor.breakAttribute('in_temp_input');
    sensor.breakAttribute('in_humidityrelative_input');
    clock.advance(MINUTE);
    expect(await kind()).toBe('thermal');
    sensor.set({ in_temp_input: '22000' });
    clock.advance(MINUTE);
    expect(await kind()).toBe('iio');
  });
});
