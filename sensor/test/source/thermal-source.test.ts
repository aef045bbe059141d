import { describe, expect, test } from 'vitest';
import { createThermalSource } from '../../src/source/thermal-source.ts';
import { createSysfsTree, never } from './sysfs-tree.ts';

function setUp(select?: string) {
  const tree = createSysfsTree();
  return { tree, source: createThermalSource({ sysfsRoot: tree.root, select }) };
}

test('reads the first zone and calls it by its type', async () => {
  const { tree, source } = setUp();
  tree.addThermal(10, { type: 'gpu-thermal\n', temp: '50000\n' });
  tree.addThermal(2, { type: 'cpu-thermal\n', temp: '47236\n' });
  expect(await source.read(never)).toEqual({
    temperatureCelsius: 47.236,
    humidityPercent: null,
    source: 'thermal',
    hardwareId: 'cpu-thermal',
  });
});

test.each(['gpu-thermal', 'thermal_zone10'])('reads the zone that %s selects', async (select) => {
  const { tree, source } = setUp(select);
  tree.addThermal(2, { type: 'cpu-thermal\n', temp: '47236\n' });
  tree.addThermal(10, { type: 'gpu-thermal\n', temp: '50000\n' });
  expect(await source.read(never)).toMatchObject({ temperatureCelsius: 50, hardwareId: 'gpu-thermal' });
});

test('calls a zone without a type by its number', async () => {
  const { tree, source } = setUp();
  tree.addThermal(1, { temp: '1000' });
  expect((await source.read(never)).hardwareId).toBe('thermal_zone1');
});

describe('a zone that changes its number', () => {
  test('is followed, and not mistaken for the one that has its old number', async () => {
    const { tree, source } = setUp('cpu-thermal');
    const zone = tree.addThermal(0, { type: 'cpu-thermal\n', temp: '40000' });
    expect((await source.read(never)).temperatureCelsius).toBe(40);
    zone.remove();
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    const other = tree.addThermal(0, { type: 'cpu-thermal\n', temp: '41000' });
    expect((await source.read(never)).temperatureCelsius).toBe(41);

    other.set({ type: 'gpu-thermal\n', temp: '60000' });
    tree.addThermal(1, { type: 'cpu-thermal\n', temp: '42000' });
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 42, hardwareId: 'cpu-thermal' });
  });
});

test('rejects garbage, what cannot be read, and a kernel without zones', async () => {
  const { tree, source } = setUp();
  await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
  const zone = tree.addThermal(0, { type: 'cpu-thermal', temp: '' });
  await expect(source.read(never)).rejects.toMatchObject({ code: 'malformed' });
  zone.breakAttribute('temp');
  await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
});
