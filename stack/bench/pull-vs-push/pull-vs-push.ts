import { join } from 'node:path';
import { usualReadAheadKilobytes } from '../../cgroup/read-ahead.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { useMillis } from '../components/watch-use.ts';
import { startPushSink } from '../process/push-sink.ts';
import { withReadAhead } from '../process/with-read-ahead.ts';
import { askMillis } from './ask-sensor.ts';
import { type Case, caseNames, cases, cpuShare } from './cases.ts';
import { createDeviceLink, slowLink } from './device-link.ts';
import { type Measured, report } from './report.ts';
import { type CaseRun, runCase, settleMillis } from './run-case.ts';
import { slotMillis } from './slots.ts';
import { comparedPlans, faultPlans, type SystemPlan } from './system-plan.ts';
import { pollMillis } from './watch-store.ts';
import { openWorkshop } from './workshop.ts';

/** Besides the cases: what each fault of the original design costs alone. */
const faultsChoice = 'faults';

export const pullVsPush: Benchmark = {
  name: 'pull-vs-push',
  answers:
    'What do the original pull design, a pull without its faults and this push pipeline store, lose and cost, side by side, undisturbed and disturbed?',
  takes: '1 h 40 min: 24 runs of 3 minutes (--minutes) and one more each; one case (--only) 12 minutes, the faults 25',
  needs: 'Linux, root, prometheus (apt-get install prometheus), ip and tc (iproute2), nsenter (util-linux)',
  options: { minutes: 3 },
  choices: [...caseNames, faultsChoice],
  run: runPullVsPush,
};

interface Turn {
  readonly plan: SystemPlan;
  readonly of: Case;
}

function runPullVsPush(context: BenchContext): Promise<BenchResult> {
  return withReadAhead({ folder: context.workDir, kilobytes: usualReadAheadKilobytes }, ({ kilobytes }) =>
    measureTurns(context, kilobytes),
  );
}

async function measureTurns(context: BenchContext, readAheadKilobytes: number | null): Promise<BenchResult> {
  const { workDir, only, number } = context;
  const link = await createDeviceLink();
  const workshop = await openWorkshop(context);
  const sink = await startPushSink(link.storeAddress);
  const slots = (number('minutes') * 60_000) / slotMillis;
  try {
    const run = async (turns: readonly Turn[], first: number, of: number): Promise<readonly CaseRun[]> => {
      const runs: CaseRun[] = [];
      for (const [index, turn] of turns.entries()) {
        const step = context.progress.step(`${turn.of.name}: ${turn.plan.name}`, { index: first + index + 1, of });
        const folder = join(workDir, `run-${first + index}`);
        runs.push(await runCase(turn.plan, turn.of, slots, { workshop, link, folder, sinkUrl: sink.url }));
        step.done();
      }
      return runs;
    };
    const { compared, faults } = turnsFor(only);
    const all = compared.length + faults.length;
    const measured: Measured = {
      compared: await run(compared, 0, all),
      faults: await run(faults, compared.length, all),
    };
    return report(measured, {
      slotMillis,
      settleMillis,
      pollMillis,
      memoryEveryMillis: useMillis,
      sensorAskedEveryMillis: askMillis,
      cpuShare,
      slowLink,
      prometheus: workshop.prometheusVersion,
      limits: workshop.stack.limits,
      readAheadKilobytes,
    });
  } finally {
    sink.close();
    await link.remove();
  }
}

/** The systems of a case right after each other: what else the machine does changes slowly. */
function turnsFor(only: string | undefined): { readonly compared: readonly Turn[]; readonly faults: readonly Turn[] } {
  const wanted = cases.filter(({ name }) => only === undefined || name === only);
  const undisturbed = cases.filter(({ name }) => name === 'undisturbed');
  return {
    compared: wanted.flatMap((of) => comparedPlans.map((plan) => ({ plan, of }))),
    faults:
      only === undefined || only === faultsChoice
        ? undisturbed.flatMap((of) => faultPlans.map((plan) => ({ plan, of: { ...of, name: faultsChoice } })))
        : [],
  };
}
