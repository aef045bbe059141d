import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultRun, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import { type PastPushes, pastIntervalMillis, pushPast } from '../past-pushes.ts';
import type { Round, Scenario } from '../scenario.ts';

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
      const rounds = await repeatRounds(context.rounds, context.tell, (round) =>
        awayOnce(run, `past-${round}`, context.isLong ? pushes.long : pushes.short),
      );
      return rounds;
    }),
};

/** The round's own figures are the sensor's, for fresh data; what it must not lose is the device's backlog as well. */
async function awayOnce(run: FaultRun, instance: string, count: number): Promise<Round> {
  const options = { otlpUrl: `http://127.0.0.1:${run.pipeline.ports.otlpHttp}`, instance, count };
  let sent: PastPushes = { acknowledged: 0, refused: [] };
  let backAtMillis = 0;
  const round = await outageRound(run, {
    variant: `${count} pushes`,
    async happens() {
      await run.pipeline.stop('victoriametrics');
      sent = await pushPast(options);
      await run.start('victoriametrics');
      backAtMillis = Date.now();
    },
  });
  const stored = await drained(run, instance, sent.acknowledged);
  const drainSeconds = (Date.now() - backAtMillis) / 1000;
  const timesRealTime = Math.round((count * pastIntervalMillis) / 1000 / drainSeconds);
  return {
    ...round,
    pushes: round.pushes + sent.acknowledged,
    lost: round.lost + (sent.acknowledged - stored),
    drainSeconds,
    note: `${timesRealTime} times faster than they came; ${sent.refused.length} refused with the queue full`,
  };
}

const boundMillis = 120_000;

async function drained(run: FaultRun, instance: string, expected: number): Promise<number> {
  const deadline = performance.now() + boundMillis;
  for (;;) {
    const { stored } = await run.count(instance);
    if (stored >= expected || performance.now() > deadline) return stored;
    await sleep(200);
  }
}
