/** The four faults of the original design, each alone. */
export const faultNames = ['blob', 'loop', 'strings', 'bodies'] as const;
export type FaultName = (typeof faultNames)[number];

const megabyte = 1_000_000;
const blobBytes = 5 * megabyte;
const loopTurns = 2_000_000;
const bodyBytes = 5 * megabyte;
/** 20 % of the answers. Every fifth, not by chance, so that two runs do the same. */
const bodyEvery = 5;
const stringMegabytes = { from: 5, to: 15 } as const;

export interface Faults {
  /** On every request, whatever it asks for. */
  onRequest(): void;
  onMetrics(): void;
  /** What goes with an answer of /sensor besides the reading. */
  sensorPadding(): string | undefined;
}

/** @throws where a name is none of the four. */
export function parseFaults(text: string): ReadonlySet<FaultName> {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !faultNames.some((known) => known === name));
  if (unknown !== undefined) throw new RangeError(`no such fault: ${JSON.stringify(unknown)}`);
  return new Set(faultNames.filter((name) => names.includes(name)));
}

export function createFaults(on: ReadonlySet<FaultName>): Faults {
  // Filled: pages that were never written to would not be memory.
  const blob = on.has('blob') ? Buffer.alloc(blobBytes, 'x') : undefined;
  const padding = on.has('bodies') ? 'x'.repeat(bodyBytes) : undefined;
  let requests = 0;
  let sensorAnswers = 0;
  let sum = 0; // read and written by the faults, so that no compiler can leave their work out
  return {
    onRequest() {
      requests += 1;
      // Read by every request: what nothing refers to any more would be collected.
      sum += blob?.[requests % blobBytes] ?? 0;
      if (on.has('strings')) sum += temporaryStrings(stringsFor(requests));
    },
    onMetrics() {
      if (on.has('loop')) for (let turn = 0; turn < loopTurns; turn += 1) sum = (sum + turn * turn) % 1_000_003;
    },
    sensorPadding() {
      sensorAnswers += 1;
      return sensorAnswers % bodyEvery === 0 ? padding : undefined;
    },
  };
}

/** Megabytes of the n-th request: all values from 5 to 15, in an order that repeats (7 and 11 share no factor). */
export function stringsFor(request: number): number {
  return stringMegabytes.from + ((request * 7) % (stringMegabytes.to - stringMegabytes.from + 1));
}

function temporaryStrings(megabytes: number): number {
  const strings = Array.from({ length: megabytes }, () => Buffer.alloc(megabyte, 'x').toString('latin1'));
  return strings.reduce((sum, text) => sum + text.charCodeAt(sum % text.length), 0);
}
