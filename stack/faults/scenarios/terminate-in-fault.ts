import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import type { ComponentId } from '../../native/commands.ts';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import { fillerInstance } from '../fill-queue.ts';
import { outageRound } from '../outage-round.ts';
import { restartInOrder } from '../restart-in-order.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';
import { type Fault, type StandingFault, standingFaults } from '../standing-faults.ts';

export const terminateInFaultScenarios: readonly Scenario[] = standingFaults.map((fault) => ({
  name: `terminate-in-${fault.name}`,
  fault: `SIGTERM to ${fault.survivors.join(', ')}, started again at once, while ${fault.what}`,
  promise: fault.promise,
  needsRoot: fault.needsRoot,
  rounds: { short: 1, long: 2 },
  run: (context) => terminateIn(fault, context),
}));

/** One after the other by itself in the long form, all in one fault in the short one. */
function terminateIn(standing: StandingFault, context: ScenarioContext) {
  const fault = standing.create();
  const { options } = fault;
  const sensor = { SENSOR_SPOOL_DIR: '{folder}/spool', ...options.env?.sensor };
  const groups = context.isLong ? standing.survivors.map((id) => [id]) : [standing.survivors];
  return withFaultRun(context, { ...options, env: { ...options.env, sensor } }, async (run) => {
    for (let round = 1; round <= context.rounds; round += 1) {
      for (const stopped of groups) {
        context.tell(`round ${round} of ${context.rounds}: ${stopped.join(', ')}`);
        run.ended(await terminateOnce(run, context, { standing, fault, stopped }));
      }
    }
  });
}

interface Stops {
  readonly standing: StandingFault;
  readonly fault: Fault;
  readonly stopped: readonly ComponentId[];
}

async function terminateOnce(
  run: FaultRun,
  { random }: ScenarioContext,
  { standing, fault, stopped }: Stops,
): Promise<Round> {
  const fillerBefore = (await run.count(fillerInstance)).stored;
  const takenBefore = await run.sent();
  const problems: string[] = [];
  let [filler, taken, inMemory, lastOfStopped] = [0, 0, 0, 0];
  let lostWithProcess = 0;
  const round = await outageRound(run, {
    variant: stopped.join(', '),
    boundMillis: 90_000,
    async happens() {
      filler = await fault.begin(run);
      for (const id of stopped) {
        await sleep((1 + random()) * pushMillis);
        lastOfStopped = await run.sent();
        taken = lastOfStopped - takenBefore;
        inMemory = await run.sensorCounter(prometheusName(metrics.spoolPushes));
        const { problem } = await restartInOrder(run, id);
        if (problem !== '') problems.push(problem);
      }
      await sleep(pushMillis);
      await fault.end(run);
    },
    note(before, after) {
      // Of a process whose successor begins another million, nobody misses the last ones by their numbers.
      if (after.lasts.length > before.lasts.length)
        lostWithProcess = Math.max(0, lastOfStopped - (after.lasts.at(-2) ?? 0));
      return `${filler} other pushes in the queue`;
    },
  });
  const fillerStored = (await run.count(fillerInstance)).stored - fillerBefore;
  const queued = standing.losesQueue ? taken + filler : 0;
  return {
    ...round,
    pushes: round.pushes + filler + lostWithProcess,
    lost: round.lost + filler - fillerStored + lostWithProcess,
    // The last push of the stop as well.
    allowedLost: queued + (standing.losesMemory ? inMemory + 1 : 0),
    problem: problems.join('; '),
  };
}
