import { variables } from '../config/variables.ts';
import type { Log } from '../log.ts';
import type { ClockVerdict, PushClock } from './push-clock.ts';

/** Says once that pushes are held for the clock's sake and how to change that, and once that they leave again. */
export function createHoldNotice({ log, pushClock }: { readonly log: Log; readonly pushClock: PushClock }) {
  let holding = false;
  return {
    tell(verdict: ClockVerdict): void {
      const hold = verdict !== 'trusted';
      if (hold && !holding) {
        log.warn('the clock cannot be right, pushes are held until it is set', {
          verdict,
          endpointAheadMillis: pushClock.endpointAheadMillis(),
          limit: verdict === 'early' ? variables.clockEarliest.name : variables.clockTolerance.name,
        });
      }
      if (!hold && holding) log.info('the clock is plausible now, held pushes leave with corrected times');
      holding = hold;
    },
  };
}
