import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound } from '../outage-round.ts';
import { cutInTheMiddle, overwritePages, pageBytes, queueFileName } from '../queue-file.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';

const waitingPushes = 6;

type Spoil = (path: string, random: () => number) => Promise<void>;

const damages: Readonly<Record<string, Spoil>> = {
  'both meta pages': (path) => overwritePages(path, [0, 1]),
  'any other page': async (path, random) => {
    const pages = Math.floor((await readFile(path)).length / pageBytes);
    await overwritePages(path, [2 + Math.floor(random() * (pages - 2))]);
  },
  'cut in the middle': cutInTheMiddle,
  'foreign content': (path) => writeFile(path, 'not a queue\n'.repeat(2_000)),
};

export const corruptQueue: Scenario = {
  name: 'corrupt-queue',
  fault: "the file of the collector's queue is damaged while pushes wait in it",
  promise: 'what cannot be read of it; the collector runs and the file is kept aside',
  needsRoot: false,
  rounds: { short: 1, long: 10 },
  run: (context) =>
    withFaultRun(context, {}, async (run) => {
      const results: Round[] = [];
      for (let round = 1; round <= context.rounds; round += 1) {
        for (const [variant, spoil] of Object.entries(damages)) {
          context.tell(`round ${round} of ${context.rounds}: ${variant}`);
          results.push(await spoilOnce(run, variant, spoil, context));
        }
      }
      return results;
    }),
};

async function spoilOnce(run: FaultRun, variant: string, spoil: Spoil, { random }: ScenarioContext): Promise<Round> {
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
      await spoil(join(folder, queueFileName), random);
      starts = await startSupervised(run);
      await run.start('victoriametrics');
    },
  });
  const aside = (await setAside(folder)) - asideBefore;
  return {
    ...round,
    allowedLost: waiting,
    note: `${round.lost} of about ${waiting} that waited; ${aside} file set aside; ran after ${starts} start(s)`,
  };
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
