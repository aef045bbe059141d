import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultRun, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import { type PastPushes, pastIntervalMillis, pushPast } from '../past-pushes.ts';
import { measurePhase, type Phase } from '../phase.ts';
import type { Round, Scenario } from '../scenario.ts';
import { steadyPhase } from '../steady-phase.ts';

/** 24 h of pushes every 15 s; an hour in the short form. */
const pushes = { short: 240, long: 5_760 } as const;

export const storeAway: Scenario = {
  name: 'store-away',
  fault: 'VictoriaMetrics is away for 24 h of pushes of one device (5,760), time compressed',
  promise: 'nothing',
  needsRoot: false,
  isAlone: true,
  rounds: { short: 1, long: 3 },
  run: (context) =>
    withFaultRun(context, {}, async (run) => {
      await repeatRounds(run, context, async (number) => {
        const before = await steadyPhase(run, 'before', context);
        const round = await awayOnce(run, `past-${number}`, context.isLong ? pushes.long : pushes.short);
        const after = await steadyPhase(run, 'after', context);
        return { ...round, phases: [...before, ...(round.phases ?? []), ...after] };
      });
    }),
};

/** The round's own figures are the sensor's, for fresh data; what it must not lose is the device's backlog as well. */
async function awayOnce(run: FaultRun, instance: string, count: number): Promise<Round> {
  const options = { otlpUrl: `http://127.0.0.1:${run.pipeline.ports.otlpHttp}`, instance, count };
  let sent: PastPushes = { acknowledged: 0, refused: [] };
  let draining: Promise<Drained> | undefined;
  const round = await outageRound(run, {
    variant: `${count} pushes`,
    boundMillis,
    async happens() {
      await run.pipeline.stop('victoriametrics');
      sent = await pushPast(options);
      await run.start('victoriametrics');
      // Beside the look at fresh data, so that one does not wait for the other.
      draining = drain(run, instance, sent.acknowledged);
      // Where something else ends the round first, nobody waits for it any more.
      draining.catch(() => {});
    },
  });
  const drained = await draining;
  return {
    ...round,
    pushes: round.pushes + sent.acknowledged,
    lost: round.lost + (sent.acknowledged - (drained?.stored ?? 0)),
    drainSeconds: drained?.phase.seconds ?? null,
    backlogSeconds: (count * pastIntervalMillis) / 1000,
    note: `${sent.refused.length} refused with the queue full`,
    ...(drained && { phases: [drained.phase] }),
  };
}

interface Drained {
  readonly stored: number;
  readonly phase: Phase;
}

/** A busy disk that syncs slowly makes minutes of it. */
const boundMillis = 300_000;

async function drain(run: FaultRun, instance: string, expected: number): Promise<Drained> {
  const { phase, result } = await measurePhase(run.pipeline, 'draining', async () => {
    const deadline = performance.now() + boundMillis;
    for (;;) {
      const { stored } = await run.count(instance);
      if (stored >= expected || performance.now() > deadline) return stored;
      await sleep(200);
    }
  });
  return { stored: result, phase };
}
