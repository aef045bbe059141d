import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { SEQUENCE_BLOCK } from '../../../sensor/src/spool/sequence.ts';
import { eventually } from '../eventually.ts';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import { repeatRounds } from '../outage-round.ts';
import type { Round, Scenario, ScenarioContext, ScenarioResult } from '../scenario.ts';

/** The push that is being taken at the moment is neither acknowledged nor in the spool. */
const underWay = 1;

export const killSensor: Scenario = {
  name: 'kill-sensor',
  fault: 'kill -9 of the sensor at a random moment, started again at once',
  promise: 'the one push that it was taking',
  needsRoot: false,
  rounds: { short: 3, long: 50 },
  run: (context) => withKills(context, { variant: 'collector there', hasDirectory: false, awayPushes: 0 }),
};

export const killSpoolingSensor: Scenario = {
  name: 'kill-spooling-sensor',
  fault: 'kill -9 of the sensor while the collector is away, spool directory given',
  promise: 'the one push that it was taking',
  needsRoot: false,
  rounds: { short: 1, long: 50 },
  run: (context) => withKills(context, { variant: 'spool directory', hasDirectory: true, awayPushes: 4 }),
};

export const killSensorWithoutDirectory: Scenario = {
  name: 'kill-sensor-without-directory',
  fault: 'kill -9 of the sensor while the collector is away, no spool directory',
  promise: 'what was waiting in its memory',
  needsRoot: false,
  rounds: { short: 1, long: 10 },
  run: (context) => withKills(context, { variant: 'memory only', hasDirectory: false, awayPushes: 4 }),
};

interface Kills {
  readonly variant: string;
  readonly hasDirectory: boolean;
  /** How many pushes find no collector before the kill; 0: it is there. */
  readonly awayPushes: number;
}

function withKills(context: ScenarioContext, kills: Kills): Promise<ScenarioResult> {
  const env = { sensor: kills.hasDirectory ? { SENSOR_SPOOL_DIR: '{folder}/spool' } : {} };
  return withFaultRun(context, { env }, (run) => repeatRounds(run, context, () => killOnce(run, context, kills)));
}

async function killOnce(run: FaultRun, { random }: ScenarioContext, kills: Kills): Promise<Round> {
  // Each process without a directory begins at 1: two of which only that is stored could not be told from one whose push came twice.
  const before = await eventually(run.count, ({ newest }) => newest % SEQUENCE_BLOCK >= 2);
  if (kills.awayPushes > 0) {
    await run.pipeline.kill('collector');
    await sleep(kills.awayPushes * pushMillis);
  }
  await sleep(random() * pushMillis);
  const taken = await run.sent();
  const waiting = await run.sensorCounter(prometheusName(metrics.spoolPushes));
  await run.pipeline.kill('sensor');
  await run.start('sensor');
  if (kills.awayPushes > 0) await run.start('collector');
  const endedAtMillis = Date.now();
  const freshSeconds = await run.fresh(endedAtMillis);
  const after = await run.settled(before);
  const lastOfKilled = after.lasts.at(-2) ?? 0;
  const lost = after.lost - before.lost + Math.max(0, taken - lastOfKilled);
  return {
    variant: kills.variant,
    pushes: after.stored - before.stored + lost,
    lost,
    duplicated: after.duplicated - before.duplicated,
    allowedLost: underWay + (kills.hasDirectory ? 0 : waiting),
    freshSeconds,
    drainSeconds: (after.settledAtMillis - endedAtMillis) / 1000,
    backlogSeconds: null,
    note: '',
    problem: '',
  };
}
