import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { SeriesFacts } from '../gather/series.ts';
import { inSeconds } from '../in-words.ts';

// No earlier than what the project is made of: a clock before that was never set since the device was switched on.
const earliestMillis = Date.UTC(2026, 0, 1);
const latestMillis = Date.UTC(2100, 0, 1);
// A device that pushes may be this far ahead by its own clock.
const toleratedAheadSeconds = 60;

export function checkClock({ nowMillis, clockSync, series }: Facts): readonly Finding[] {
  if (nowMillis < earliestMillis || nowMillis > latestMillis) {
    const seen = `The clock says ${new Date(nowMillis).toISOString()}. VictoriaMetrics drops what is older than its retention or more than two days ahead, without an error.`;
    return [{ name: 'clock-implausible', severity: 'error', seen, action: setTheClock }];
  }
  return [...behind(valueFrom(series)?.ahead), ...unsynchronised(valueFrom(clockSync))];
}

const setTheClock =
  'Let a time service set it: sudo timedatectl set-ntp true (timedatectl shows the state); without a network: sudo date -s "YYYY-MM-DD hh:mm:ss".';

function behind(ahead: SeriesFacts['ahead']): readonly Finding[] {
  if (ahead === undefined || ahead.seconds <= toleratedAheadSeconds) return [];
  const seen = `A push of ${ahead.host} in the store is ${inSeconds(ahead.seconds)} ahead of this clock: the clock was set back, or that device's is wrong.`;
  return [{ name: 'clock-behind-store', severity: 'error', subject: ahead.host, seen, action: setTheClock }];
}

function unsynchronised(isSynchronised: boolean | undefined): readonly Finding[] {
  if (isSynchronised !== false) return [];
  const seen =
    'Nothing keeps the clock right at the moment: it drifts, and after a power cut it may start in the past.';
  return [{ name: 'clock-not-synchronised', severity: 'warning', seen, action: setTheClock }];
}
