import { execFile } from 'node:child_process';
import { chmod, chown, copyFile, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutInTheMiddle, overwritePages, queueFileName, readQueuePages } from '../../faults/queue-file.ts';
import { numberedMetric, pushNumber } from '../../numbered-pushes.ts';
import { tempDir } from '../temp-dir.ts';
import { binaries, createPipeline, eventually, type Pipeline, withoutBinaries } from './pipeline.ts';

const run = promisify(execFile);

interface Damage {
  readonly what: string;
  spoil(path: string): Promise<void>;
}

const page = (pages: readonly number[], index: number): readonly number[] => pages.slice(index).slice(0, 1);

const leafOfBatches: Damage = {
  what: 'a leaf page of zeros',
  spoil: async (path) => overwritePages(path, page((await readQueuePages(path)).leaf, 3)),
};

const damages: readonly Damage[] = [
  { what: 'both meta pages of zeros', spoil: (path) => overwritePages(path, [0, 1]) },
  {
    what: 'a leaf page of other content',
    spoil: async (path) => overwritePages(path, page((await readQueuePages(path)).leaf, 3), 0xa5),
  },
  {
    what: 'the leaf page with the index of zeros',
    spoil: async (path) => overwritePages(path, page((await readQueuePages(path)).leaf, -1)),
  },
  {
    what: 'the branch page of zeros',
    spoil: async (path) => overwritePages(path, page((await readQueuePages(path)).branch, 0)),
  },
  { what: 'a file cut in its middle', spoil: cutInTheMiddle },
  { what: 'a file cut behind its meta pages', spoil: (path) => truncate(path, 8192) },
  { what: 'foreign content', spoil: (path) => writeFile(path, 'not a queue\n'.repeat(2_000)) },
  {
    what: 'a folder in its place',
    async spoil(path) {
      await rm(path);
      await mkdir(path);
    },
  },
];

const gentle: readonly Damage[] = [
  { what: 'an empty file', spoil: (path) => truncate(path, 0) },
  { what: 'one meta page of zeros', spoil: (path) => overwritePages(path, [0]) },
  { what: 'the other meta page of zeros', spoil: (path) => overwritePages(path, [1]) },
];

const waiting = 150;
// Nobody publishes it: without Go it is not there, whatever the others come from.
const starter = withoutBinaries ? undefined : (await binaries()).collectorStart?.path;

describe.skipIf(starter === undefined)('a damaged queue file [needs collector, its start and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let template: string;
  beforeAll(async () => {
    pipeline = await createPipeline();
    template = join(pipeline.folder, 'template');
    // While the store is away everything stays in the queue.
    await pipeline.start('collector', { COLLECTOR_QUEUE_DIR: template });
    for (let number = 1; number <= waiting; number += 1) {
      expect(await pushNumber(otlpUrl(), number, { paddingBytes: 2_000 })).toBe(200);
    }
    await pipeline.stop('collector');
    await pipeline.start('victoriametrics');
  });
  afterAll(() => pipeline?.close());

  const otlpUrl = () => `http://127.0.0.1:${pipeline.ports.otlpHttp}`;
  /** Starts the collector on a queue that is damaged like this; returns what then lies beside it. */
  const startOn = async ({ what, spoil }: Damage): Promise<readonly string[]> => {
    const folder = join(pipeline.folder, what.replaceAll(' ', '-'));
    await cp(template, folder, { recursive: true });
    await spoil(join(folder, queueFileName));
    await pipeline.start('collector', { COLLECTOR_QUEUE_DIR: folder, COLLECTOR_INSTANCE_ID: what });
    return (await readdir(folder)).filter((name) => name.includes('set-aside'));
  };
  let look = 0;
  /** Past the ten seconds for which "no such series" is remembered, by a matcher of its own each time. */
  const valuesOf = async (name: string, matcher = ''): Promise<readonly number[]> => {
    look += 1;
    const series = await pipeline.store.export(`${name}{${matcher}look!="${look}"}`);
    return series.flatMap(({ values }) => values);
  };
  const acceptsAndStores = async (what: string): Promise<void> => {
    const name = what.replaceAll(' ', '_');
    expect(await pushNumber(otlpUrl(), 1, { name })).toBe(200);
    await eventually(
      () => valuesOf(name),
      (values) => values.length > 0,
    );
  };

  test('has pages of every kind to begin with', async () => {
    const { branch, leaf } = await readQueuePages(join(template, queueFileName));
    expect(branch.length).toBeGreaterThan(0);
    expect(leaf.length).toBeGreaterThan(20);
  });

  test('with one bad leaf page is set aside, counted in the store, and loses only what was in that page', async () => {
    expect(await startOn(leafOfBatches)).toEqual([`${queueFileName}.set-aside-1`]);
    await acceptsAndStores(leafOfBatches.what);
    const stored = new Set(await valuesOf(numberedMetric));
    expect(stored.size).toBeGreaterThan(waiting - 10);
    expect(stored.size).toBeLessThan(waiting);
    await pipeline.stop('collector');
  });

  test.each(damages)('ends in a collector that runs, the file kept and counted: $what', async (damage) => {
    expect(await startOn(damage)).toEqual([`${queueFileName}.set-aside-1`]);
    await acceptsAndStores(damage.what);
    expect(await valuesOf('otelcol_queue_set_aside_total', `service_instance_id="${damage.what}",`)).toEqual([1]);
    await pipeline.stop('collector');
  });

  test.each(gentle)('that the collector can open stays in its place: $what', async (damage) => {
    expect(await startOn(damage)).toEqual([]);
    await acceptsAndStores(damage.what);
    await pipeline.stop('collector');
  });
});

describe.skipIf(starter === undefined)('otelcol-start [needs the collector and its start]', () => {
  const program = starter ?? '';

  test('sets a file aside that its user may not read', async () => {
    const folder = await tempDir();
    // Root may read everything: then as the user of the images.
    const imageUser = { uid: 10_001, gid: 10_001 };
    const isRoot = process.getuid?.() === 0;
    const copy = join(folder, 'otelcol-start');
    await copyFile(program, copy);
    const queue = join(folder, 'queue');
    await mkdir(queue);
    await writeFile(join(queue, queueFileName), 'whatever');
    await chmod(join(queue, queueFileName), 0);
    for (const path of [folder, copy, queue]) await chmod(path, 0o755);
    if (isRoot) await chown(queue, imageUser.uid, imageUser.gid);
    const env = { COLLECTOR_QUEUE_DIR: queue };
    const { stderr } = await run(copy, ['/bin/true'], { env, ...(isRoot && imageUser) });
    expect(stderr).toContain('permission denied');
    expect((await readdir(queue)).sort()).toEqual([queueFileName, `${queueFileName}.set-aside-1`]);
  });

  test('hands on arguments, environment and exit code of what it becomes', async () => {
    const env = { COLLECTOR_QUEUE_DIR: await tempDir(), OTHER: 'kept' };
    const shell = ['/bin/sh', '-c', 'echo "$OTHER $1"; exit 7', '--', 'argument'];
    await expect(run(program, shell, { env })).rejects.toMatchObject({ code: 7, stdout: 'kept argument\n' });
  });

  test('says 127 for a program that is not there, 64 for none', async () => {
    const env = { COLLECTOR_QUEUE_DIR: await tempDir() };
    await expect(run(program, ['/nowhere'], { env })).rejects.toMatchObject({ code: 127 });
    await expect(run(program, [], { env })).rejects.toMatchObject({ code: 64 });
  });

  test('opens files with the same version of bbolt as the collector', async () => {
    const { collector } = await binaries();
    // The build information of a Go binary: dep, module, version.
    const versionIn = async (path: string) =>
      /go\.etcd\.io\/bbolt\t(v[\d.]+)/.exec(await readFile(path, 'latin1'))?.[1];
    const version = await versionIn(collector.path);
    expect(version).toMatch(/^v\d/);
    expect(await versionIn(program)).toBe(version);
  });
});
