import { describe, expect, test } from 'vitest';
import { createHwmonSource } from '../../src/source/hwmon-source.ts';
import { createSysfsTree, never } from './sysfs-tree.ts';

const coretemp = {
  name: 'coretemp\n',
  temp1_input: '41000\n',
  temp1_label: 'Package id 0\n',
  temp2_input: '39000\n',
  temp2_label: 'Core 0\n',
  temp10_input: '38000\n',
};
const fan = { name: 'pwmfan\n', fan1_input: '1200\n' };

function setUp(select?: string) {
  const tree = createSysfsTree();
  return { tree, source: createHwmonSource({ sysfsRoot: tree.root, select }) };
}

describe('a reading', () => {
  test('carries name, bus address and label', async () => {
    const { tree, source } = setUp();
    tree.addHwmon(0, 'platform/coretemp.0', coretemp);
    expect(await source.read(never)).toEqual({
      temperatureCelsius: 41,
      humidityPercent: null,
      source: 'hwmon',
      hardwareId: 'coretemp-coretemp.0-Package_id_0',
    });
  });

  test('carries the channel where there is no label, and humidity where there is some', async () => {
    const { tree, source } = setUp();
    tree.addHwmon(0, 'platform/i2c-1/1-0044', { name: 'sht3x', temp1_input: '-1500', humidity1_input: '45600' });
    expect(await source.read(never)).toEqual({
      temperatureCelsius: -1.5,
      humidityPercent: 45.6,
      source: 'hwmon',
      hardwareId: 'sht3x-1-0044-temp1',
    });
  });

  test('of a chip that has only humidity', async () => {
    const { tree, source } = setUp();
    tree.addHwmon(0, 'platform/i2c-1/1-0044', { name: 'hygro', humidity1_input: '45600' });
    expect(await source.read(never)).toMatchObject({
      temperatureCelsius: null,
      humidityPercent: 45.6,
      hardwareId: 'hygro-1-0044-humidity1',
    });
  });
});

describe('the hardware id', () => {
  test('passes over devices that are numbered in the order of their discovery', async () => {
    const { tree, source } = setUp();
    tree.addHwmon(0, 'platform/0000:01:00.0/nvme/nvme0', { name: 'nvme', temp1_input: '35000' });
    tree.setSubsystem('platform/0000:01:00.0/nvme/nvme0', 'class/nvme');
    tree.setSubsystem('platform/0000:01:00.0', 'bus/pci');
    expect((await source.read(never)).hardwareId).toBe('nvme-0000:01:00.0-temp1');
  });

  test('has no address for a device on no bus, and its number where it has no name either', async () => {
    const { tree, source } = setUp();
    const device = tree.addHwmon(4, 'virtual/thermal/thermal_zone0', { name: 'cpu_thermal', temp1_input: '47000' });
    expect((await source.read(never)).hardwareId).toBe('cpu_thermal-temp1');
    device.remove();
    tree.addHwmon(4, 'virtual', { temp1_input: '47000' });
    expect((await source.read(never)).hardwareId).toBe('hwmon4-temp1');
  });
});

describe('the pick', () => {
  test('is the first channel of the first device that has one', async () => {
    const { tree, source } = setUp();
    tree.addHwmon(0, 'platform/fan', fan);
    tree.addHwmon(10, 'platform/x', { name: 'late', temp1_input: '1000' });
    tree.addHwmon(2, 'platform/y', { name: 'early', temp10_input: '10000', temp2_input: '2000' });
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 2, hardwareId: 'early-y-temp2' });
  });

  test.each([
    ['coretemp', 41],
    ['coretemp/temp1', 41],
    ['coretemp/temp2', 39],
    ['coretemp/temp10', 38],
    ['coretemp-coretemp.0-Core_0', 39],
  ])('follows the selection %s', async (select, temperatureCelsius) => {
    const { tree, source } = setUp(select);
    tree.addHwmon(0, 'platform/x', { name: 'other', temp1_input: '1000' });
    tree.addHwmon(1, 'platform/coretemp.0', coretemp);
    expect(await source.read(never)).toMatchObject({ temperatureCelsius });
  });

  test('rejects a channel that the device does not have', async () => {
    const { tree, source } = setUp('coretemp/temp3');
    tree.addHwmon(1, 'platform/coretemp.0', coretemp);
    await expect(source.read(never)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/coretemp\/temp3.*there is coretemp$/),
    });
  });
});

describe('a channel with a fault', () => {
  test('is an error as long as the fault lasts, whatever its number says', async () => {
    const { tree, source } = setUp();
    const device = tree.addHwmon(0, 'platform/x', { name: 'chip', temp1_input: '-128000', temp1_fault: '1\n' });
    await expect(source.read(never)).rejects.toMatchObject({
      code: 'io_error',
      message: expect.stringContaining('temp1_fault'),
    });
    device.set({ temp1_input: '20000', temp1_fault: '0\n' });
    expect((await source.read(never)).temperatureCelsius).toBe(20);
  });
});

test('finds a device that comes back under another number', async () => {
  const { tree, source } = setUp();
  const device = tree.addHwmon(0, 'platform/coretemp.0', coretemp);
  expect((await source.read(never)).temperatureCelsius).toBe(41);
  device.remove();
  await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
  tree.addHwmon(5, 'platform/coretemp.0', { ...coretemp, temp1_input: '42000' });
  expect(await source.read(never)).toMatchObject({
    temperatureCelsius: 42,
    hardwareId: 'coretemp-coretemp.0-Package_id_0',
  });
});

test('rejects garbage and what cannot be read', async () => {
  const { tree, source } = setUp();
  const device = tree.addHwmon(0, 'platform/x', { name: 'chip', temp1_input: 'nan' });
  await expect(source.read(never)).rejects.toMatchObject({ code: 'malformed' });
  device.breakAttribute('temp1_input');
  await expect(source.read(never)).rejects.toMatchObject({ code: 'io_error' });
});
