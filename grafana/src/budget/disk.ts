import { ofEach } from '../components.ts';
import type { Inputs } from '../dashboards.ts';
import { by, deviceName, rate, select } from '../expression.ts';
import { falling, graph, rising } from '../panel.ts';
import { host, store } from '../stack-names.ts';
import { bytes, bytesPerDay, share } from '../unit.ts';

const secondsPerDay = 86_400;
// A container's root, and a disk behind a driver of its own, are none of those that are measured.
const noDisk = 'the machine shows no disk or file system of the kinds that otel-collector/config.yaml measures';

export const freeDisk = ({ diskReserveBytes }: Inputs) =>
  graph({
    title: 'Free disk',
    shows:
      'Free bytes where the data lie, and of the five file systems with the least room, and the bytes below which VictoriaMetrics becomes read-only.',
    good: 'four times that line, or more.',
    otherwise:
      'make room before the line is reached: from there on the collector keeps what comes in its queue of 64 MiB, and then refuses. A shorter -retentionPeriod is in victoriametrics/flags.env.',
    unit: bytes,
    // At twice the reserve a full queue of the collector and the store's merges still fit.
    thresholds: falling(4 * diskReserveBytes, 2 * diskReserveBytes),
    queries: [
      { expr: by('min', [], select(store.freeDisk)), legend: `${deviceName} data` },
      {
        expr: `bottomk_min(5, ${by('min', ['mountpoint'], select(host.fileSystem, 'state="free"'))})`,
        legend: `${deviceName} {{mountpoint}}`,
        mayBeEmpty: noDisk,
      },
      {
        expr: by('max', [], select(store.freeDiskLimit)),
        legend: `${deviceName} read-only below`,
        role: 'limit',
      },
    ],
  });

export const dataSize = () =>
  graph({
    title: 'Stored data',
    shows: 'Size of everything that VictoriaMetrics keeps, index included.',
    good: 'it rises for seven days and stays there: about a byte a point.',
    otherwise:
      'it goes on rising: look for new series on the Pipeline dashboard. A label that changes at each start makes every series a new one.',
    unit: bytes,
    queries: [{ expr: by('sum', [], select(store.dataSize)), legend: deviceName }],
  });

export const writtenPerDay = () =>
  graph({
    title: 'Written per day by the stack',
    shows:
      'Bytes that each component had written to disks, at the present rate, as the kernel counts them for a process. From Linux 6.16 on, ext4 may count a whole large page where 4 KB of it changed, up to 64 times too much: then the next panel is right.',
    good: 'as measured with DURABILITY=safe: the collector 1.1 GB and VictoriaMetrics 2.2 GB for the device alone, 3.6 and 5.9 GB with ten others; with flash-friendly 0.2 and 0.3 GB, 0.4 and 0.5 GB.',
    otherwise:
      'the collector syncs each push to its queue, VictoriaMetrics writes what is in memory every few seconds and merges it: DURABILITY=flash-friendly (its price: docs/decisions/0010-durability-profiles.md), fewer senders, a longer push interval.',
    unit: bytesPerDay,
    // Of one component: twice what the device alone makes, and more than ten others make.
    thresholds: rising(4e9, 8e9),
    queries: ofEach(({ writtenBytesPerSecond }) => `${secondsPerDay} * ${writtenBytesPerSecond}`),
  });

export const writtenPerDayByDevice = () =>
  graph({
    title: 'Written per day by the machine',
    shows: 'Bytes that everything on the machine writes to each disk, at the present rate.',
    good: 'not much more than the stack, which is 3.2 GB a day for the device alone (DURABILITY=safe): the wear of the card is the sum.',
    otherwise: 'something else writes: logs, swap, another program. `iotop -ao` names it.',
    unit: bytesPerDay,
    thresholds: rising(8e9, 16e9),
    queries: [
      {
        expr: `${secondsPerDay} * ${by('sum', ['device'], rate(select(host.diskIo, 'direction="write"')))}`,
        legend: `${deviceName} {{device}}`,
        mayBeEmpty: noDisk,
      },
    ],
  });

export const diskBusy = () =>
  graph({
    title: 'Disk busy',
    shows: 'Share of the time in which each disk had something to do.',
    good: 'below 20 %.',
    otherwise:
      'near 100 % everything waits: together with major faults it is thrashing; without them it is a slow card or another program.',
    unit: share,
    softMax: 0.2,
    thresholds: rising(0.5, 0.9),
    queries: [
      {
        expr: by('sum', ['device'], rate(select(host.diskBusy))),
        legend: `${deviceName} {{device}}`,
        mayBeEmpty: noDisk,
      },
    ],
  });
