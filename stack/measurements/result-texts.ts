import type { Finding } from '../bench/benchmark.ts';
import type { Findings } from './findings.ts';
import { shown, shownNumber } from './shown.ts';

/** What came out of each benchmark, in a sentence; the raw data have the rest. */
export const resultTexts: Readonly<Record<string, (findings: Findings) => string>> = {
  'http-overhead': overheadText,
  idle: (findings) =>
    [
      `${shown(findings.one('CPU after the first minute'))} after the first minute`,
      `${shown(findings.one('anonymous memory at the end'))} anonymous at the end`,
      shown(findings.one('major faults after the first minute')).replace('faults', 'major faults'),
    ].join(', '),
  growth: (findings) =>
    `${shown(findings.one('growth'))}: ${shown(findings.one(/^anonymous memory before/))} before, ${shown(findings.one(/^anonymous memory after/))} after`,
  'sensor-start': (findings) => {
    const start = (variant: string, limit: string): string => {
      const what = (measure: string) => findings.one(new RegExp(`^${variant}, ${limit}: ${measure}$`));
      return `${variant} ${shown(what('spawn to ready'))}, ${shown(what('anonymous memory 10 s later'))}`;
    };
    return [
      ['Within the limit', '\\d+ Mi?B'],
      ['Without one', 'no limit'],
    ]
      .map(([title = '', limit = '']) => `${title}: ${start('bundle', limit)}; ${start('type stripping', limit)}`)
      .join('. ');
  },
  'sensor-flags': (findings) => {
    const of = (limit: string): string => {
      const what = (flags: string) => shown(findings.one(new RegExp(`^${flags}${limit}$`)));
      return `${what('no flags')} without flags, ${what('semi-space 1, old space 32')} with those of the sensor`;
    };
    return `No limit: ${of('')}. Within the limit: ${of(' \\(\\d+ Mi?B\\)')}`;
  },
  dependencies: (findings) =>
    `${shown(findings.one('all of it'))} anonymous for all of them, ${shown(findings.one('node alone'))} of it node alone`,
  'start-once': (findings) =>
    `${shown(findings.one('start to the first sample'))} to the first sample, ${shown(findings.one('start to exit 0'))} to the exit`,
  'cold-fit': (findings) =>
    [
      `each alone: ready within ${shown(findings.highest(/ alone: ready$/))}, at most ${shown({ ...findings.highest(/ alone: major faults after$/), unit: 'major faults/s' })}`,
      ...['lean', 'hub'].map(
        (variant) =>
          `${variant}: ${fitText(findings, new RegExp(`^${variant}`))}, up in ${shown(findings.one(`${variant}: docker compose up --wait`))}`,
      ),
      `at rest ${shown(findings.one('idle: CPU of all at rest'))}`,
    ].join('. '),
  'sensor-limit': (findings) => {
    const others = findings.each(/^(?!shipped:).*: smallest limit that fits$/).flatMap(({ value }) => value ?? []);
    return `${shown(findings.one('shipped: smallest limit that fits'))} as shipped; ${Math.min(...others)} to ${Math.max(...others)} MiB otherwise`;
  },
  'pull-vs-push': (findings) =>
    [
      ratiosToFixedPull(findings),
      `of all slots of all cases push stored ${storedText(findings)}`,
      faultyText(findings),
    ].join('; '),
  scaling: (findings) =>
    [
      `${shown(findings.one('disk: recorded, the last digit flickers'))} of recorded readings`,
      `at the worst ${shown(findings.one(/^disk: worst case/))} for the retention`,
      `slowest panel ${shown(findings.one(/^queries: slowest panel/))} (95th percentile)`,
      `memory of all components ${shown(findings.one(/^memory of all components: 100 series/))} with 100 series of other devices, ${shown(findings.one(/^memory of all components: 20000 series/))} with 20,000`,
    ].join('; '),
  requests: (findings) =>
    ['1 a second', '10 a second'].map((rate) => `${rate}: ${requestsText(findings, rate)}`).join('. '),
  uptime: (findings) => {
    const restarts = findings.one('restarts of the service');
    return `${shown(findings.one('requests answered'))} of the requests in ${shown(findings.one('watched'))}, memory grew by ${shown(findings.one('growth of anonymous memory'))}, ${shown(restarts)}`;
  },
  faults: (findings) => {
    const rounds = findings.one(/^rounds that were not as the documents say/);
    const of = Number(/\d+/.exec(rounds.measure)?.[0]);
    const fresh = findings.one('from the end of a fault to fresh data, slowest');
    const drain = findings.one('slowest drain of a backlog');
    return [
      `more lost than documented in ${rounds.value} of ${shownNumber(of)} rounds`,
      `${shown(findings.one('pushes stored twice'))} stored twice`,
      `fresh data after ${shown(findings.one('from the end of a fault to fresh data, median'))} in the middle, ${shownNumber(fresh.value ?? Number.NaN)} s at most (${fresh.note?.split(';')[0]})`,
      `a backlog drains at least ${shownNumber(drain.value ?? Number.NaN)} times faster than it came (${drain.note?.split(';')[0]})`,
    ].join('; ');
  },
  durability: (findings) =>
    ['safe', 'flash-friendly'].map((profile) => `${profile}: ${durabilityText(findings, profile)}`).join('. '),
};

function overheadText(findings: Findings): string {
  const ratios = findings
    .each(/requests\/s, instrumented \/ bare$/)
    .map((ratio) => `${shown(ratio)}${connections(ratio)}`);
  // Of the middle one, where there are several; runs of before that had only it, and did not name it.
  const cpu = (app: string): Finding => findings.one(new RegExp(`^(16 at a time: )?CPU of a request, ${app}$`));
  return `ratio of requests/s ${ratios.join(', ')}; ${shown(cpu('instrumented'))} of processor time a request against ${shown(cpu('bare'))}${connections(cpu('bare'))}`;
}

/** Of a measure that begins with `16 at a time: `. */
function connections({ measure }: Finding): string {
  const count = /^(\d+) at a time: /.exec(measure)?.[1];
  return count === undefined ? '' : ` at ${count} connection${count === '1' ? '' : 's'}`;
}

/** Of the variants whose names match: the worst of all their services. */
export function fitText(findings: Findings, variants: RegExp): string {
  const of = (what: string) => new RegExp(`${variants.source}[^:]*${what}$`);
  const ready = findings.highest(of('/[^:]+: ready'));
  const faults = findings.highest(of('/[^:]+: major faults .*'));
  const kills = findings.highest(of('/[^:]+: OOM kills and restarts'));
  const lost = findings.each(of(': lost of \\d+ acknowledged points'));
  const acknowledged = lost.reduce(
    (sum, { measure }) => sum + Number(/\d+/.exec(measure.split(': ')[1] ?? '')?.[0]),
    0,
  );
  const missing = lost.every(({ value }) => value !== null)
    ? shownNumber(lost.reduce((sum, { value }) => sum + (value ?? 0), 0))
    : 'an unknown number';
  return `ready within ${shown(ready)}, at most ${shown({ ...faults, unit: 'major faults/s' })}, ${shown({ ...kills, unit: 'OOM kills or restarts' })}, ${missing} of ${shownNumber(acknowledged)} acknowledged points lost`;
}

/** First of all, because there is no goal to it: whatever comes out is said. */
export function ratiosToFixedPull(findings: Findings): string {
  const ratio = (what: string) => shown(findings.one(`${what}, push / fixed pull, undisturbed`));
  return `push takes ${ratio('memory')} times the memory of a pull without the faults, ${ratio('processor time')} times its processor time, ${ratio('bytes over the network')} times its bytes over the network, ${ratio('bytes written')} times its bytes written`;
}

export function storedText(findings: Findings): string {
  const stored = findings.one('slots stored by push, all cases');
  return `${shown(stored)}${stored.note === undefined ? '' : ` (${stored.note})`}`;
}

export function faultyText(findings: Findings): string {
  const ratio = (what: string) => shown(findings.one(`${what}, push / faulty pull, undisturbed`));
  return `${ratio('memory')} times the memory of the original design, ${ratio('processor time')} times its processor time`;
}

export function requestsText(findings: Findings, rate: string): string {
  const what = (measure: string) => findings.one(new RegExp(`requests, ${rate}: ${measure}$`));
  const asked = /^\d+/.exec(what('answered').measure)?.[0];
  return `${what('answered').value} of ${asked} answered, mean ${shown(what('mean'))}, 99th percentile ${shown(what('99th percentile'))}, slowest ${shown(what('slowest'))}`;
}

function durabilityText(findings: Findings, profile: string): string {
  const megabytes = ['queue', 'store'].map((part) =>
    findings.highest(new RegExp(`^${profile}, 0 other devices: ${part}$`)),
  );
  const gigabytes = megabytes.reduce((sum, { value }) => sum + (value ?? Number.NaN), 0) / 1000;
  return `${shownNumber(gigabytes)} GB a day written, ${shown(findings.one(`acknowledged data lost: ${profile}, power cut`))} lost with the power`;
}
