import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound } from '../outage-round.ts';
import { cutInTheMiddle, overwritePages, pageBytes, queueFileName } from '../queue-file.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';

const waitingPushes = 6;

interface Damage {
  readonly spoil: (path: string, random: () => number) => Promise<void>;
  /** Nobody can open it. Otherwise it may have hit a page that is not in use. */
  readonly isFatal: boolean;
}

const damages: Readonly<Record<string, Damage>> = {
  'both meta pages': { spoil: (path) => overwritePages(path, [0, 1]), isFatal: true },
  'any other page': {
    async spoil(path, random) {
      const pages = Math.floor((await readFile(path)).length / pageBytes);
      await overwritePages(path, [2 + Math.floor(random() * (pages - 2))]);
    },
    isFatal: false,
  },
  'cut in the middle': { spoil: cutInTheMiddle, isFatal: true },
  'foreign content': { spoil: (path) => writeFile(path, 'not a queue\n'.repeat(2_000)), isFatal: true },
};

/** Without repetition: the push behind a lost one would bring its number along. */
const env = { sensor: { SENSOR_PUSH_REPEAT: '0' } };

export const corruptQueue: Scenario = {
  name: 'corrupt-queue',
  fault: "the file of the collector's queue is damaged while pushes wait in it",
  promise: 'what cannot be read of it; the collector runs and the file is kept aside',
  needsRoot: false,
  rounds: { short: 1, long: 10 },
  run: (context) =>
    withFaultRun(context, { env }, async (run) => {
      for (let round = 1; round <= context.rounds; round += 1) {
        for (const [variant, damage] of Object.entries(damages)) {
          context.tell(`round ${round} of ${context.rounds}: ${variant}`);
          run.ended(await spoilOnce(run, variant, damage, context));
        }
      }
    }),
};

async function spoilOnce(run: FaultRun, variant: string, damage: Damage, { random }: ScenarioContext): Promise<Round> {
  const folder = join(run.pipeline.folder, 'collector', 'queue');
  const asideBefore = await setAside(folder);
  let waiting = 0;
  let starts = 0;
  const round = await outageRound(run, {
    variant,
    async happens() {
      const stored = (await run.count()).newest;
      await run.pipeline.stop('victoriametrics');
      await sleep(waitingPushes * pushMillis);
      await run.pipeline.kill('collector');
      waiting = (await run.sent()) - stored;
      await damage.spoil(join(folder, queueFileName), random);
      starts = await startSupervised(run);
      await run.start('victoriametrics');
    },
  });
  const aside = (await setAside(folder)) - asideBefore;
  const { saved, lost } = aside === 0 ? soundFile : await lastRescue(join(run.pipeline.folder, 'collector.log'));
  const expected = damage.isFatal ? aside === 1 : aside <= 1;
  return {
    ...round,
    // Beside the sensor's pushes batches of the host and the collector wait: of those that are gone, nobody knows whose they were.
    allowedLost: Math.min(waiting, lost ?? waiting),
    note: `${aside} file set aside, ${saved} batches saved; ran after ${starts} start(s)`,
    problem: expected ? '' : `${aside} files set aside`,
  };
}

interface Rescue {
  readonly saved: number;
  /** Undefined where the index was not to be read either. */
  readonly lost: number | undefined;
}

/** A page that was not in use, or one within batches, which have no checksum: it is smaller than one of them, and two can share it. */
const soundFile: Rescue = { saved: 0, lost: 2 };

/** What otelcol-start said when it moved a file aside for the last time. */
async function lastRescue(logFile: string): Promise<Rescue> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.includes('"kept_as"'));
  const { batches_saved: saved = 0, batches_lost: lost = -1 } = JSON.parse(lines.at(-1) ?? '{}') as {
    batches_saved?: number;
    batches_lost?: number;
  };
  return { saved, lost: lost < 0 ? undefined : lost };
}

const mostStarts = 5;
const watchMillis = 1_000;

/**
 * Started again as its supervisor would, and how often it took. bbolt walks the pages in a goroutine of its own while the collector opens the file: whether a bad
 * one ends the process depends on who is first (seen at 2 of 5 starts with one file).
 */
async function startSupervised(run: FaultRun): Promise<number> {
  for (let starts = 1; ; starts += 1) {
    const failure = await run.start('collector').catch((error: unknown) => error);
    const ended = await Promise.race([run.pipeline.running('collector')?.exited, sleep(watchMillis)]);
    if (failure === undefined && ended === undefined) return starts;
    if (starts === mostStarts) throw new Error('the collector does not start', { cause: failure ?? ended });
  }
}

/** How many there were; the newest few are kept. */
async function setAside(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(/\.set-aside-(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}
