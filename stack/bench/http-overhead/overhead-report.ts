import type { BenchResult, Finding } from '../benchmark.ts';
import { dotChart } from '../chart/dot-chart.ts';
import { median, pairRatios, percentile, range, rounded } from '../statistics.ts';

export const appNames = ['instrumented', 'bare'] as const;
export type AppName = (typeof appNames)[number];

/** In the order given, or in the other for every even number: what comes second finds the machine as the first has left it, so neither is always second. */
export function byTurns<Item>(items: readonly Item[], number: number): readonly Item[] {
  return number % 2 === 1 ? items : items.toReversed();
}

export interface Round {
  readonly pair: number;
  readonly connections: number;
  readonly app: AppName;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly cpuMicrosPerRequest: number;
  /** Below 1 the load, not the server, was the limit. */
  readonly cpuShare: number;
  /** Of a core: what neither the server nor the load has used, on all cores. */
  readonly otherShare: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly pushes: number;
}

/** What one server did before it was the other's turn again. */
export interface Turn {
  readonly requests: number;
  readonly seconds: number;
  /** Of each answer. */
  readonly millis: readonly number[];
  /** Of the server. */
  readonly cpuSeconds: number;
  /** Of what is neither the server nor the load, on all cores. */
  readonly otherSeconds: number;
  readonly pushes: number;
}

/** The turns of one server as one. */
export function roundOf(which: Pick<Round, 'pair' | 'connections' | 'app'>, turns: readonly Turn[]): Round {
  const total = (measure: (turn: Turn) => number): number => turns.reduce((sum, turn) => sum + measure(turn), 0);
  const requests = total((turn) => turn.requests);
  const seconds = total((turn) => turn.seconds);
  const cpuSeconds = total((turn) => turn.cpuSeconds);
  const millis = turns.flatMap((turn) => turn.millis);
  return {
    ...which,
    requests,
    requestsPerSecond: requests / seconds,
    cpuMicrosPerRequest: (cpuSeconds / requests) * 1e6,
    cpuShare: cpuSeconds / seconds,
    otherShare: total((turn) => turn.otherSeconds) / seconds,
    p50Millis: percentile(millis, 50),
    p99Millis: percentile(millis, 99),
    pushes: total((turn) => turn.pushes),
  };
}

/** Below this share of its core a server was not what limited the requests: other work had a core of the two. */
const undisturbedCpuShare = 0.9;
/** A single connection never fills a core, so there it is other work itself that is looked at. */
const undisturbedOtherShare = 0.15;
const goal = { relation: '>=', value: 0.85 } as const;

/** Whole pairs only, of one number of connections. The rule looks at the processor, not at the result. */
export function undisturbed(rounds: readonly Round[]): readonly Round[] {
  const isDisturbed = ({ cpuShare, otherShare, connections }: Round): boolean =>
    connections > 1 ? cpuShare < undisturbedCpuShare : otherShare > undisturbedOtherShare;
  const disturbed = new Set(rounds.filter(isDisturbed).map(({ pair }) => pair));
  return rounds.filter(({ pair }) => !disturbed.has(pair));
}

export function overheadReport(
  rounds: readonly Round[],
  settings: BenchResult['settings'] & { readonly connectionCounts: readonly number[] },
): BenchResult {
  const groups = settings.connectionCounts.map((connections) =>
    groupOf(
      connections,
      rounds.filter((round) => round.connections === connections),
    ),
  );
  return {
    tables: { rounds: groups.flatMap(({ all, counted }) => all.map((round) => row(round, counted))) },
    figures: {
      ratios: dotChart({
        title: 'GET /sensor: instrumented against bare, pair by pair',
        x: { label: 'instrumented / bare', unit: 'ratio' },
        groups: groups.flatMap(({ connections, ratios, cpuRatios }) => [
          { name: `requests/s, ${connections} at a time`, values: ratios, median: median(ratios) },
          { name: `per CPU second, ${connections} at a time`, values: cpuRatios, median: median(cpuRatios) },
        ]),
        goal: { value: goal.value, label: 'goal: at least 0.85' },
      }),
    },
    findings: groups.flatMap(findings),
    settings: {
      ...settings,
      pairs: groups.map(({ connections, all, clean }) => ({
        connections,
        measured: all.length / 2,
        undisturbed: clean.length / 2,
      })),
      undisturbedCpuShare,
      undisturbedOtherShare,
    },
  };
}

interface Group {
  readonly connections: number;
  readonly all: readonly Round[];
  readonly clean: readonly Round[];
  /** The undisturbed ones; all of them where there are none. */
  readonly counted: readonly Round[];
  readonly ratios: readonly number[];
  readonly cpuRatios: readonly number[];
}

function groupOf(connections: number, all: readonly Round[]): Group {
  const clean = undisturbed(all);
  const counted = clean.length > 0 ? clean : all;
  const ratios = pairRatios(
    column(counted, 'instrumented', 'requestsPerSecond'),
    column(counted, 'bare', 'requestsPerSecond'),
  );
  const cpuRatios = pairRatios(
    column(counted, 'bare', 'cpuMicrosPerRequest'),
    column(counted, 'instrumented', 'cpuMicrosPerRequest'),
  );
  return { connections, all, clean, counted, ratios, cpuRatios };
}

type Measure = 'requestsPerSecond' | 'cpuMicrosPerRequest' | 'p50Millis' | 'p99Millis';

function column(rounds: readonly Round[], app: AppName, key: Measure): number[] {
  return rounds.filter((round) => round.app === app).map((round) => round[key]);
}

function findings({ connections, all, clean, counted, ratios, cpuRatios }: Group): Finding[] {
  const at = (measure: string): string => `${connections} at a time: ${measure}`;
  const each = (measure: string, key: Measure, unit: string, digits: number): Finding[] =>
    appNames.map((app) => spread(at(`${measure}, ${app}`), column(counted, app, key), unit, digits));
  const note =
    clean.length > 0
      ? `${clean.length / 2} pairs undisturbed of ${all.length / 2}`
      : 'every pair was disturbed by other work';
  return [
    { ...spread(at('requests/s, instrumented / bare'), ratios, '(ratio)', 3), goal, note },
    spread(at('the same per CPU second of the server'), cpuRatios, '(ratio)', 3),
    ...each('requests/s', 'requestsPerSecond', 'requests/s', 0),
    ...each('CPU of a request', 'cpuMicrosPerRequest', 'µs', 1),
    ...each('p50', 'p50Millis', 'ms', 3),
    ...each('p99', 'p99Millis', 'ms', 3),
  ];
}

function spread(measure: string, values: readonly number[], unit: string, digits: number): Finding {
  const [lowest, highest] = range(values);
  return {
    measure,
    value: rounded(median(values), digits),
    unit,
    range: [rounded(lowest, digits), rounded(highest, digits)],
  };
}

function row(round: Round, counted: readonly Round[]) {
  return {
    connections: round.connections,
    pair: round.pair,
    app: round.app,
    requests: round.requests,
    requests_per_second: rounded(round.requestsPerSecond, 1),
    cpu_microseconds_per_request: rounded(round.cpuMicrosPerRequest, 2),
    cpu_share: rounded(round.cpuShare, 3),
    other_share: rounded(round.otherShare, 3),
    counted: counted.includes(round) ? 'yes' : 'no',
    latency_p50_ms: rounded(round.p50Millis, 4),
    latency_p99_ms: rounded(round.p99Millis, 4),
    pushes: round.pushes,
  };
}
