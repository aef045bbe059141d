import type { VictoriaMetricsClient } from '../../victoriametrics-client.ts';
import { type Attributes, type Claims, type MetricKind, metricKinds } from './otlp-body.ts';
import { stored } from './pipeline.ts';

/** The same words under each of these keys. */
export const victim = (...keys: readonly string[]): Attributes => keys.map((key) => [key, 'victim']);
const asMap = { name: 'victim' };

/** Everything that a device of another name might send to be taken for `victim`. */
export const claims: Readonly<Record<string, Claims>> = {
  resource: { resource: victim('host.name') },
  'resource, twice': { resource: victim('host.name', 'host.name') },
  'resource, in other spellings': { resource: victim('host_name', 'host/name', 'host name', 'host\u00e9name') },
  'resource, as a map': {
    resource: [
      ['host', asMap],
      ['', { 'host.name': 'victim' }],
    ],
  },
  'resource, as no text': {
    resource: [
      ['host.name', asMap],
      ['host.name', 7],
    ],
  },
  scope: { scope: victim('host.name', 'host.name') },
  point: { point: victim('host.name') },
  'point, twice': { point: victim('host.name', 'host.name') },
  'point, in other spellings': { point: victim('host_name', 'host/name', 'host-name', 'host\nname') },
  'point, as a map': { point: [['host', asMap]] },
  'point, as a map behind a text': {
    point: [
      ['host', 'x'],
      ['host', asMap],
    ],
  },
  'point, as a map without a key': {
    point: [
      ['', { host: asMap }],
      ['', { 'host.name': 'victim' }],
    ],
  },
  'point, as nothing': { point: [['host.name', '']] },
  'point, as another metric': { point: [...victim('__name__', '', '..name..'), ['_', { name__: 'victim' }]] },
  'all three': { resource: victim('host.name'), scope: victim('host.name'), point: victim('host.name') },
};

const claimNames = Object.keys(claims);
/** What the store makes of one metric of a kind. */
const suffixes: Readonly<Record<MetricKind, readonly string[]>> = {
  gauge: [''],
  sum: ['_total'],
  histogram: ['_bucket', '_count', '_sum'],
};
const metricOf = (claim: string, kind: MetricKind) => `claim_${claimNames.indexOf(claim)}_${kind}`;

/** Pushes every claim as a metric of every kind, and waits until the last is stored: then all are. */
export async function pushClaims(
  store: VictoriaMetricsClient,
  push: (metric: string, claimed: Claims) => Promise<void>,
): Promise<void> {
  for (const kind of metricKinds) {
    for (const claim of claimNames) await push(metricOf(claim, kind), { ...claims[claim], kind });
  }
  await stored(store, `${metricOf(claimNames.at(-1) ?? '', 'histogram')}_count`);
}

/** By stored name, whose host_name a claim was stored under. */
export async function hostsOf(
  store: VictoriaMetricsClient,
  claim: string,
): Promise<Readonly<Record<string, readonly (string | undefined)[]>>> {
  const series = await store.export(`{__name__=~"claim_${claimNames.indexOf(claim)}_.+"}`);
  const byName = Object.groupBy(series, ({ labels }) => labels['__name__'] ?? '');
  return Object.fromEntries(
    Object.entries(byName).map(([name, own = []]) => [
      name,
      [...new Set(own.map(({ labels }) => labels['host_name']))],
    ]),
  );
}

/** What `hostsOf` gives where all is right. */
export function allOf(host: string, claim: string): Readonly<Record<string, readonly string[]>> {
  const names = metricKinds.flatMap((kind) => suffixes[kind].map((suffix) => metricOf(claim, kind) + suffix));
  return Object.fromEntries(names.map((name) => [name, [host]]));
}
