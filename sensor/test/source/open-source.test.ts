import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSource } from '../../src/source/open-source.ts';
import { createFakeClock } from '../fakes.ts';
import { createSysfsTree, createTempDir, never } from './sysfs-tree.ts';

const clock = createFakeClock();

test.each(['iio', 'hwmon', 'thermal'] as const)('opens %s, narrowed to what is selected', async (kind) => {
  const { root: sysfsRoot, ...tree } = createSysfsTree();
  tree.addIio(0, 'platform/a', { name: 'wanted', in_temp_input: '20000' });
  tree.addHwmon(0, 'platform/b', { name: 'wanted', temp1_input: '30000' });
  tree.addThermal(0, { type: 'wanted', temp: '40000' });
  expect(await openSource({ kind, select: undefined, sysfsRoot }, { clock }).read(never)).toMatchObject({
    source: kind,
  });
  expect(await openSource({ kind, select: 'wanted', sysfsRoot }, { clock }).read(never)).toMatchObject({
    source: kind,
  });
  const other = openSource({ kind, select: 'other', sysfsRoot }, { clock });
  await expect(other.read(never)).rejects.toMatchObject({ code: 'not_found' });
});

test('opens auto', async () => {
  const tree = createSysfsTree();
  tree.addThermal(0, { type: 'cpu-thermal', temp: '40000' });
  const source = openSource({ kind: 'auto', sysfsRoot: tree.root }, { clock });
  expect(await source.read(never)).toMatchObject({ source: 'thermal', temperatureCelsius: 40 });
});

test('opens a recording at its speed', async () => {
  const file = join(createTempDir(), 'room.csv');
  writeFileSync(file, 'time,temperature_celsius\n2013-07-01T00:00:00Z,20\n2013-07-01T01:00:00Z,21\n');
  const ownClock = createFakeClock();
  const source = openSource({ kind: 'replay', file, speed: 3600 }, { clock: ownClock });
  expect(await source.read(never)).toMatchObject({ source: 'replay', temperatureCelsius: 20 });
  ownClock.advance(1000);
  expect(await source.read(never)).toMatchObject({ temperatureCelsius: 21 });
});

test('touches nothing before the first read', async () => {
  const tree = createSysfsTree();
  const source = openSource({ kind: 'auto', sysfsRoot: tree.root }, { clock });
  tree.addThermal(0, { type: 'cpu-thermal', temp: '40000' });
  expect(await source.read(never)).toMatchObject({ source: 'thermal' });
});
