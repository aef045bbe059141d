import { by, deviceName, rate, select } from '../expression.ts';
import { falling, graph, rising } from '../panel.ts';
import { host } from '../stack-names.ts';
import { bytes, counted, share } from '../unit.ts';

export const machineMemory = () =>
  graph({
    title: 'Memory available',
    shows: 'What the kernel says programs can still have, page cache that it would give back included.',
    good: 'above 100 MB on a device of 500 MB.',
    otherwise:
      'below 50 MB the machine itself thrashes: something beside the stack takes it. `ps axo rss,comm --sort -rss | head` names it.',
    unit: bytes,
    thresholds: falling(100e6, 50e6),
    queries: [{ expr: by('min', [], select(host.memoryAvailable)), legend: deviceName }],
  });

export const machineCpu = () =>
  graph({
    title: 'CPU of the machine',
    shows: 'Share of all cores that is in use, and that waits for the disk.',
    good: 'below 50 %.',
    otherwise: 'compare with "CPU of the stack": is it the stack? Waiting for the disk is a slow card, or thrashing.',
    unit: share,
    softMax: 0.5,
    thresholds: rising(0.7, 0.9),
    queries: [
      { expr: `1 - ${cpuShare('state=~"idle|wait"')}`, legend: `${deviceName} in use` },
      { expr: cpuShare('state="wait"'), legend: `${deviceName} waits for the disk` },
    ],
  });

export const load = () =>
  graph({
    title: 'Load per core',
    shows: 'Programs that run or wait for the disk, per core, over a minute.',
    good: 'below 1.',
    otherwise: 'above it, everything takes longer, pushes included. With little CPU in use it is the disk.',
    unit: counted('programs/core'),
    softMax: 1,
    thresholds: rising(1, 2),
    queries: [
      { expr: `${by('max', [], select(host.load))} / ${by('max', [], select(host.cores))}`, legend: deviceName },
    ],
  });

export const network = () =>
  graph({
    title: 'Network errors',
    shows: 'Packets a second with errors, or dropped, by interface.',
    good: '0.',
    otherwise: 'a bad cable, bad Wi-Fi or a driver; `ip -s link` says more.',
    unit: counted('packets/s'),
    softMax: 1,
    thresholds: rising(1, 10),
    queries: [
      { expr: perInterface(host.networkErrors), legend: `${deviceName} {{device}} errors`, mayBeEmpty: noInterface },
      { expr: perInterface(host.networkDropped), legend: `${deviceName} {{device}} dropped`, mayBeEmpty: noInterface },
    ],
  });

const noInterface = 'the machine has no interface of the names that otel-collector/config.yaml measures';
const perInterface = (metric: string) => by('sum', ['device'], rate(select(metric)));
const cpuShare = (state: string) =>
  `(${by('sum', [], rate(select(host.cpu, state)))} / ${by('sum', [], rate(select(host.cpu)))})`;
