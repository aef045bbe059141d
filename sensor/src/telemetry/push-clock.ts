import type { Clock } from '../clock.ts';
import type { ClockConfig } from '../config/telemetry-config.ts';
import type { Stamp } from '../spool/spooled-push.ts';

/** Nothing but setting it moves a clock by this much against the monotonic one: slewing moves both. */
const JUMP_MILLIS = 1_000;

/**
 * `early`: not set yet. `unverified`: plausible, but the endpoint has not been heard since the start or since it was set. `differs`: the endpoint has
 * another day. Pushes leave while it is `trusted`.
 */
export type ClockVerdict = 'early' | 'unverified' | 'differs' | 'trusted';

/** What times pushes carry, and whether they can be believed. */
export interface PushClock {
  verdict(): ClockVerdict;
  /** The times of a push that is collected now. */
  stamp(): Stamp;
  /** Call after each answer of the endpoint, with its date where it told one. */
  heard(dateMillis: number | undefined): void;
  /** The times that a push should have by what is known now; itself when they are right, undefined when nobody can know. */
  corrected(stamp: Stamp): Stamp | undefined;
  /** The endpoint's clock minus ours; undefined before it has told its date. */
  endpointAheadMillis(): number | undefined;
}

export interface PushClockDeps {
  readonly clock: Clock;
  /** 32 hex digits. */
  readonly bootId: string;
  /** The clock was set, by this much. */
  readonly onJump: (millis: number) => void;
}

export function createPushClock({ earliestMillis, toleranceMillis }: ClockConfig, deps: PushClockDeps): PushClock {
  const { clock, bootId, onJump } = deps;
  const startedAtMonotonic = clock.monotonic();
  /** Wall clock minus monotonic clock, moved by jumps alone, so that the start time of counters does not tremble. */
  let offsetMillis = clock.now() - startedAtMonotonic;
  let endpointAheadMillis: number | undefined;
  let checked: 'unverified' | 'differs' | 'trusted' = 'unverified';

  const look = (): void => {
    const jumpMillis = clock.now() - clock.monotonic() - offsetMillis;
    if (Math.abs(jumpMillis) < JUMP_MILLIS) return;
    offsetMillis += jumpMillis;
    checked = 'unverified';
    onJump(jumpMillis);
  };
  const verdict = (): ClockVerdict => {
    look();
    return clock.now() < earliestMillis ? 'early' : checked;
  };

  return {
    verdict,
    stamp() {
      const trusted = verdict() === 'trusted';
      const startedAtMillis = Math.round(offsetMillis + startedAtMonotonic);
      return { collectedAtMillis: clock.now(), startedAtMillis, clockOffsetMillis: offsetMillis, bootId, trusted };
    },
    heard(dateMillis) {
      look();
      // An endpoint that does not tell, or has no clock itself, can confirm nothing and refute nothing.
      const told = dateMillis !== undefined && dateMillis >= earliestMillis;
      endpointAheadMillis = told ? dateMillis - clock.now() : undefined;
      checked = told && Math.abs(dateMillis - clock.now()) > toleranceMillis ? 'differs' : 'trusted';
    },
    corrected(stamp) {
      look();
      if (stamp.trusted) return stamp;
      if (stamp.bootId !== bootId) {
        const plausible =
          stamp.collectedAtMillis >= earliestMillis && stamp.collectedAtMillis <= clock.now() + toleranceMillis;
        return plausible ? stamp : undefined;
      }
      const shiftMillis = Math.round(offsetMillis - stamp.clockOffsetMillis);
      if (Math.abs(shiftMillis) < JUMP_MILLIS) return stamp;
      return {
        ...stamp,
        collectedAtMillis: stamp.collectedAtMillis + shiftMillis,
        startedAtMillis: stamp.startedAtMillis + shiftMillis,
      };
    },
    endpointAheadMillis: () => endpointAheadMillis,
  };
}
