import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/** A folder of this test's own, gone when the test is over. */
export function createTempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'sensor-source-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface FakeDevice {
  /** Writes attributes, as a driver changes them. */
  set(attributes: Readonly<Record<string, string>>): void;
  /** Takes one attribute away. */
  unset(attribute: string): void;
  /** Makes an attribute whose read fails with something else than "not there": a directory in its place gives EISDIR. */
  breakAttribute(attribute: string): void;
  /** Makes an attribute whose read blocks in the kernel, until the function that is returned is called (or the test is over). */
  hang(attribute: string): () => void;
  /** Takes the device away, as unplugging does. */
  remove(): void;
}

export interface SysfsTree {
  readonly root: string;
  /** @param parent where the device sits, below devices/: the last component is its address on a bus, except below virtual/. */
  addIio(number: number, parent: string, attributes: Readonly<Record<string, string>>): FakeDevice;
  addHwmon(number: number, parent: string, attributes: Readonly<Record<string, string>>): FakeDevice;
  addThermal(number: number, attributes: Readonly<Record<string, string>>): FakeDevice;
  /** Says what kind of device a directory below devices/ is: `class/nvme`, `bus/pci`. */
  setSubsystem(directory: string, subsystem: string): void;
}

/** Laid out as the kernel does it: devices below devices/, links to them below bus/ and class/, `subsystem` links at what is a device. */
export function createSysfsTree(): SysfsTree {
  const root = createTempDir();
  const link = (path: string, target: string) => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    symlinkSync(relative(dirname(path), target), path);
  };
  const add = (directory: string, link_: string, attributes: Readonly<Record<string, string>>): FakeDevice => {
    mkdirSync(directory, { recursive: true });
    link(link_, directory);
    const device = fakeDevice(directory, link_);
    device.set(attributes);
    return device;
  };
  const setSubsystem = (directory: string, subsystem: string) =>
    link(join(root, 'devices', directory, 'subsystem'), join(root, subsystem));
  const addOnBus = (parent: string) => {
    if (!parent.startsWith('virtual')) setSubsystem(parent, parent.includes('i2c') ? 'bus/i2c' : 'bus/platform');
  };

  return {
    root,
    setSubsystem,
    addIio(number, parent, attributes) {
      addOnBus(parent);
      const name = `iio:device${number}`;
      return add(join(root, 'devices', parent, name), join(root, 'bus/iio/devices', name), attributes);
    },
    addHwmon(number, parent, attributes) {
      addOnBus(parent);
      const name = `hwmon${number}`;
      const directory = join(root, 'devices', parent, 'hwmon', name);
      setSubsystem(join(parent, 'hwmon', name), 'class/hwmon');
      return add(directory, join(root, 'class/hwmon', name), attributes);
    },
    addThermal(number, attributes) {
      const name = `thermal_zone${number}`;
      const directory = join(root, 'devices/virtual/thermal', name);
      setSubsystem(join('virtual/thermal', name), 'class/thermal');
      return add(directory, join(root, 'class/thermal', name), attributes);
    },
  };
}

function fakeDevice(directory: string, entry: string): FakeDevice {
  const unset = (attribute: string) => rmSync(join(directory, attribute), { recursive: true, force: true });
  return {
    set(attributes) {
      for (const [attribute, text] of Object.entries(attributes)) {
        unset(attribute);
        writeFileSync(join(directory, attribute), text);
      }
    },
    unset,
    breakAttribute(attribute) {
      unset(attribute);
      mkdirSync(join(directory, attribute));
    },
    hang: (attribute) => {
      unset(attribute);
      return makeHangingFile(join(directory, attribute));
    },
    remove() {
      rmSync(entry);
      rmSync(directory, { recursive: true });
    },
  };
}

/**
 * A pipe without a writer: who opens it waits in the kernel. A thread that still waits when the process ends keeps the process from ending, so
 * it is always let go: by a writer, which gives it a line.
 */
export function makeHangingFile(path: string): () => void {
  execFileSync('mkfifo', [path]);
  const aside = join(createTempDir(), basename(path));
  let writer: number | undefined;
  const letGo = () => {
    if (writer !== undefined) return;
    renameSync(path, aside); // so that the next one to open the attribute does not wait again
    writer = openSync(aside, constants.O_RDWR | constants.O_NONBLOCK); // read and write: does not wait for a reader
    writeSync(writer, '1\n');
  };
  onTestFinished(() => {
    letGo();
    if (writer !== undefined) closeSync(writer);
  });
  return letGo;
}
