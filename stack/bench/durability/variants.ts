/** A setting of everything that decides what is lost and what is written; a time in its name is VictoriaMetrics' flush interval. */
export interface Variant {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

const safe: Variant = { name: 'safe', env: { DURABILITY: 'safe' } };
const flashFriendly: Variant = { name: 'flash-friendly', env: { DURABILITY: 'flash-friendly' } };
const soonerFlush: Variant = { name: 'safe, 1s', env: { ...safe.env, VM_inmemoryDataFlushInterval: '1s' } };
const halfway: Variant = {
  name: 'flash, 30s',
  env: { ...flashFriendly.env, VM_inmemoryDataFlushInterval: '30s' },
};

export interface LoadedVariant extends Variant {
  /** Other devices of 100 series, beside the sensor, the collector's and the host's own metrics. */
  readonly devices: number;
}

/** The profiles, and their neighbours: what would be won and paid for by going further. */
export const writeVariants: readonly LoadedVariant[] = [
  { ...soonerFlush, devices: 0 },
  { ...soonerFlush, devices: 10 },
  { ...safe, devices: 0 },
  { ...safe, devices: 10 },
  { name: 'safe, no sync', env: { ...safe.env, COLLECTOR_QUEUE_FSYNC: 'false' }, devices: 0 },
  { ...halfway, devices: 0 },
  { ...flashFriendly, devices: 0 },
  { ...flashFriendly, devices: 10 },
];

export const lossVariants: readonly Variant[] = [soonerFlush, safe, halfway, flashFriendly];
