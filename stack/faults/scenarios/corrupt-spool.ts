import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';

const waitingPushes = 6;
/** The push that is being taken at the kill. */
const underWay = 1;

interface Damage {
  readonly spoil: (path: string, random: () => number) => Promise<void>;
  /** Most of the pushes in the file that may be gone. */
  readonly allowedOf: (waiting: number) => number;
  /** As many as are gone are counted: records can still be told apart. Otherwise at least that there was something. */
  readonly isCountedEach?: true;
}

const damages: Readonly<Record<string, Damage>> = {
  'one byte flipped': {
    async spoil(path, random) {
      const file = await readFile(path);
      const at = Math.floor(random() * file.length);
      file[at] = (file[at] ?? 0) ^ 0xff;
      await writeFile(path, file);
    },
    allowedOf: () => 1,
    isCountedEach: true,
  },
  'cut in the middle': {
    spoil: async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
    allowedOf: (waiting) => Math.ceil(waiting / 2) + 1,
  },
  'foreign content': {
    spoil: (path) => writeFile(path, 'not a spool\n'.repeat(200)),
    allowedOf: (waiting) => waiting,
  },
};

/** Without repetition: the record behind a damaged one would bring its number along. */
const env = { sensor: { SENSOR_SPOOL_DIR: '{folder}/spool', SENSOR_PUSH_REPEAT: '0' } };

export const corruptSpool: Scenario = {
  name: 'corrupt-spool',
  fault: "a file of the sensor's spool is damaged while pushes wait in it, and the sensor killed",
  promise: 'what was damaged, counted, and the one push that it was taking',
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
  const folder = join(run.pipeline.folder, 'spool');
  const before = await run.count();
  await run.pipeline.stop('collector');
  await sleep(waitingPushes * pushMillis);
  const taken = await run.sent();
  await run.pipeline.kill('sensor');
  const [segment] = (await readdir(folder)).filter((name) => name.endsWith('.spool')).sort();
  if (segment === undefined) throw new Error('the spool has no file');
  await damage.spoil(join(folder, segment), random);
  await run.start('sensor');
  await run.start('collector');
  const endedAtMillis = Date.now();
  const freshSeconds = await run.fresh(endedAtMillis);
  const after = await run.settled(before);
  const lost = after.lost - before.lost + Math.max(0, taken - (after.lasts.at(-2) ?? 0));
  const counted = await run.sensorCounter(prometheusName(metrics.pushesDropped), 'reason="damaged"');
  return {
    variant,
    pushes: after.stored - before.stored + lost,
    lost,
    duplicated: after.duplicated - before.duplicated,
    allowedLost: damage.allowedOf(taken - before.newest) + underWay,
    freshSeconds,
    drainSeconds: (after.settledAtMillis - endedAtMillis) / 1000,
    backlogSeconds: null,
    note: `the sensor counted ${counted} damaged`,
    problem: counted < (damage.isCountedEach ? lost - underWay : 1) || counted === 0 ? `it counted ${counted}` : '',
  };
}
