import { ofEach } from '../components.ts';
import { by, deviceName, rate, select } from '../expression.ts';
import { graph, rising } from '../panel.ts';
import { host, store } from '../stack-names.ts';
import { bytes, bytesPerDay, share } from '../unit.ts';

const secondsPerDay = 86_400;
// A container's root, and a disk behind a driver of its own, are none of those that are measured.
const noDisk = 'the machine shows no disk or file system of the kinds that otel-collector/config.yaml measures';

export const freeDisk = () =>
  graph({
    title: 'Free disk',
    shows:
      'Free bytes where the data lie, and of the five file systems with the least room, and the bytes below which VictoriaMetrics becomes read-only.',
    good: 'seven days of "Written per day" above the line.',
    otherwise:
      'make room before the line is reached: from there on the collector keeps what comes in its queue of 64 MiB, and then refuses. A shorter -retentionPeriod is in victoriametrics/flags.env.',
    unit: bytes,
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
    shows: 'Bytes that each component had written to disks, at the present rate.',
    good: 'below 2 GB a day together with one device that pushes.',
    otherwise:
      'the collector writes each push to its queue, VictoriaMetrics merges: fewer senders, a longer push interval or a longer -inmemoryDataFlushInterval (flags.env says what that costs).',
    unit: bytesPerDay,
    queries: ofEach(({ writtenBytesPerSecond }) => `${secondsPerDay} * ${writtenBytesPerSecond}`),
  });

export const writtenPerDayByDevice = () =>
  graph({
    title: 'Written per day by the machine',
    shows: 'Bytes that everything on the machine writes to each disk, at the present rate.',
    good: 'not much more than the stack: the wear of the card is the sum.',
    otherwise: 'something else writes: logs, swap, another program. `iotop -ao` names it.',
    unit: bytesPerDay,
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
