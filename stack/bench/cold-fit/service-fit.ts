import { rounded } from '../statistics.ts';
import type { Measured } from './measure-scenario.ts';
import type { ReadyService, ServiceSample } from './watch-services.ts';

/** One service in one scenario, in numbers. */
export interface ServiceFit {
  readonly service: string;
  readonly limitBytes: number;
  /** Highest of all samples. */
  readonly anonymousBytes: number;
  /** At the end. */
  readonly activeFileBytes: number;
  readonly fileBytes: number;
  readonly peakBytes: number | undefined;
  readonly readySeconds: number | null;
  /** From ready to the end. */
  readonly majorFaultsPerSecond: number;
  /** Of the minutes from the second on: in the first, code is read that runs for the first time. */
  readonly worstMinuteFaultsPerSecond: number;
  readonly fileRefaultsPerSecond: number;
  readonly cpuPercent: number;
  readonly oomKills: number;
  readonly restarts: number;
  readonly fits: boolean;
}

/** The definition: ready within 5 s from a cold cache, then less than one major fault a second, as a mean and in each minute from the second on; nothing killed. */
export const bounds = { readySeconds: 5, majorFaultsPerSecond: 1 } as const;

export function serviceFits({ ready, samples }: Pick<Measured, 'ready' | 'samples'>): readonly ServiceFit[] {
  return ready.map((service) =>
    fitOf(
      service,
      samples.filter((sample) => sample.service === service.service),
    ),
  );
}

function fitOf(ready: ReadyService, samples: readonly ServiceSample[]): ServiceFit {
  const { service, readySeconds, atReady } = ready;
  const last = samples.at(-1);
  const reading = last?.reading ?? atReady;
  const restarts = last?.restarts ?? 0;
  // After a restart the counters begin anew: what there is of the last life is taken, and it does not fit anyway.
  const rate = (now: number, before: number): number =>
    last === undefined ? 0 : Math.max(0, now - (restarts > 0 ? 0 : before)) / last.seconds;
  const majorFaultsPerSecond = rate(reading.majorFaults, atReady.majorFaults);
  const laterMinutes = minuteRates(ready, samples).slice(1);
  const worstMinuteFaultsPerSecond = Math.max(0, ...laterMinutes.map((minute) => minute.majorFaultsPerSecond));
  const oomKills = reading.oomKills ?? 0;
  return {
    service,
    limitBytes: reading.limitBytes ?? 0,
    anonymousBytes: Math.max(atReady.anonymousBytes, ...samples.map((sample) => sample.reading.anonymousBytes)),
    activeFileBytes: reading.activeFileBytes,
    fileBytes: reading.fileBytes,
    peakBytes: reading.peakBytes,
    readySeconds,
    majorFaultsPerSecond,
    worstMinuteFaultsPerSecond,
    fileRefaultsPerSecond: rate(reading.fileRefaults, atReady.fileRefaults),
    cpuPercent: rate(reading.cpuSeconds, atReady.cpuSeconds) * 100,
    oomKills,
    restarts,
    fits:
      last !== undefined &&
      readySeconds !== null &&
      readySeconds < bounds.readySeconds &&
      majorFaultsPerSecond < bounds.majorFaultsPerSecond &&
      worstMinuteFaultsPerSecond < bounds.majorFaultsPerSecond &&
      oomKills === 0 &&
      restarts === 0,
  };
}

export interface MinuteRate {
  readonly minute: number;
  readonly majorFaultsPerSecond: number;
  readonly fileRefaultsPerSecond: number;
  readonly cpuPercent: number;
}

/** Each full minute after ready; a last one that is shorter than half is left out. */
export function minuteRates(
  { atReady, service }: ReadyService,
  samples: readonly ServiceSample[],
): readonly MinuteRate[] {
  const points = [{ seconds: 0, reading: atReady }, ...samples.filter((sample) => sample.service === service)];
  const rates: MinuteRate[] = [];
  let from = points[0];
  for (const point of points.slice(1)) {
    const isLast = point === points.at(-1);
    const minute = rates.length + 1;
    if (from === undefined || (point.seconds < minute * 60 && !(isLast && point.seconds >= (minute - 0.5) * 60)))
      continue;
    const seconds = point.seconds - from.seconds;
    const perSecond = (now: number, before: number): number => rounded(Math.max(0, now - before) / seconds, 3);
    rates.push({
      minute,
      majorFaultsPerSecond: perSecond(point.reading.majorFaults, from.reading.majorFaults),
      fileRefaultsPerSecond: perSecond(point.reading.fileRefaults, from.reading.fileRefaults),
      cpuPercent: rounded(perSecond(point.reading.cpuSeconds, from.reading.cpuSeconds) * 100, 1),
    });
    from = point;
  }
  return rates;
}
