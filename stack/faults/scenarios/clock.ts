import { setTimeout as sleep } from 'node:timers/promises';
import { pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound } from '../outage-round.ts';
import type { Scenario } from '../scenario.ts';

const hourMillis = 3_600_000;
const dayMillis = 24 * hourMillis;

/** What the device's clock shows at its start, against the right time. */
const clocks: Readonly<Record<string, WrongClock>> = {
  'clock-1970': { shows: '1970', shiftMillis: (nowMillis) => -nowMillis },
  'clock-hour-behind': { shows: '-1 h', shiftMillis: () => -hourMillis, isBelieved: true },
  'clock-2-days-ahead': { shows: '+2 d', shiftMillis: () => 2 * dayMillis },
  'clock-10-days-ahead': { shows: '+10 d', shiftMillis: () => 10 * dayMillis },
};

interface WrongClock {
  readonly shows: string;
  readonly shiftMillis: (nowMillis: number) => number;
  /** By less than a day: nobody can tell it from a device that was set so, and the times stay (docs/decisions/0008-clock.md). */
  readonly isBelieved?: true;
}

/** A second or two of delays, against a clock that is an hour wrong at least. */
const toleranceMillis = 60_000;

/** Set right by a signal, as a time server would set it. Nothing of the sensor knows of it. */
const preload = (shiftMillis: number): string => {
  const script = `let shift=${shiftMillis};const now=Date.now;Date.now=()=>now()+shift;process.on('SIGUSR2',()=>{shift=0})`;
  return `--import=data:text/javascript,${encodeURIComponent(script)}`;
};

export const clockScenarios: readonly Scenario[] = Object.entries(clocks).map(
  ([name, { shows, shiftMillis, isBelieved = false }]) => ({
    name,
    fault: `the sensor starts with its clock at ${shows}, which is set right later`,
    promise: 'nothing',
    needsRoot: false,
    rounds: { short: 1, long: 1 },
    run: (context) => {
      const env = { sensor: { NODE_OPTIONS: preload(shiftMillis(Date.now())) } };
      const wrongMillis = (context.isLong ? 60 : 6) * pushMillis;
      const startedAtMillis = Date.now();
      return withFaultRun(context, { env, startsLater: 'sensor' }, async (run) => {
        let problem = '';
        const round = await outageRound(run, {
          variant: shows,
          async happens() {
            await run.start('sensor');
            await sleep(wrongMillis);
            process.kill(run.pipeline.running('sensor')?.pid ?? 0, 'SIGUSR2');
          },
          note(_, { oldestMillis, newestMillis }) {
            const isRight =
              oldestMillis > startedAtMillis - toleranceMillis && newestMillis < Date.now() + toleranceMillis;
            if (isRight === isBelieved) problem = `stored with times from ${new Date(oldestMillis).toISOString()} on`;
            return isRight ? 'every push has its right time' : 'with the times that its clock showed';
          },
        });
        run.ended({ ...round, problem });
      });
    },
  }),
);
