import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DiskFault,
  fullMillis,
  fullQueueDisk,
  fullSpoolDisk,
  fullStoreDisk,
  smallDiskOptions,
} from '../disk-faults.ts';
import { type FaultRun, withFaultRun } from '../fault-run.ts';
import { fillerInstance } from '../fill-queue.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';
import type { SmallDisk } from '../small-disk.ts';

export const fullDiskScenarios: readonly Scenario[] = [fullQueueDisk, fullStoreDisk, fullSpoolDisk].map((fault) => ({
  name: fault.name,
  fault: fault.fault,
  promise: fault.promise,
  needsRoot: true,
  rounds: { short: 1, long: 5 },
  run(context) {
    let small: SmallDisk;
    const options = smallDiskOptions(fault, (made) => {
      small = made;
    });
    return withFaultRun(context, options, (run) =>
      repeatRounds(run, context, () => fillOnce(run, context, fault, small)),
    );
  },
}));

async function fillOnce(
  run: FaultRun,
  context: ScenarioContext,
  { leaveFreeBytes, begin, end, losesQueue }: DiskFault,
  small: SmallDisk,
): Promise<Round> {
  const [fillerBefore, takenBefore] = [(await run.count(fillerInstance)).stored, await run.sent()];
  let filler = 0;
  let taken = 0;
  const round = await outageRound(run, {
    variant: '',
    async happens() {
      await small.fill(leaveFreeBytes);
      filler = await begin(run);
      await sleep(fullMillis(context));
      await end(run);
      taken = (await run.sent()) - takenBefore;
      await small.makeRoom();
    },
  });
  const fillerStored = (await run.count(fillerInstance)).stored - fillerBefore;
  const [pushes, lost] = [round.pushes + filler, round.lost + filler - fillerStored];
  const note = `${taken} pushes of the sensor and ${filler} others meanwhile`;
  return { ...round, pushes, lost, allowedLost: losesQueue ? taken + filler : 0, note };
}
