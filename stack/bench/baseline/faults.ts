/** The four faults of the original design, each alone. */
export const faultNames = ['blob', 'loop', 'strings', 'bodies'] as const;
export type FaultName = (typeof faultNames)[number];

const megabyte = 1_000_000;
const blobBytes = 5 * megabyte;
export const loopTurns = 2_000_000;
export const loopModulus = 1_000_003;
const bodyBytes = 5 * megabyte;
/** 20 % of the answers. Every fifth, not by chance, so that two runs do the same. */
const bodyEvery = 5;
const stringMegabytes = { from: 5, to: 15 } as const;

/** What the work came to is returned, so that neither a compiler nor a change here can leave it out unseen. */
export interface Faults {
  /** On every request, whatever it asks for. Bytes of blob and strings that it went through. */
  onRequest(): number;
  /** The sum of the squares of all turns, in the remainder class of `loopModulus`; 0: no turn. */
  onMetrics(): number;
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
  let requests = 0;
  let sensorAnswers = 0;
  return {
    onRequest() {
      requests += 1;
      // Every request refers to it: what nothing refers to any more would be collected.
      const kept = blob?.length ?? 0;
      return kept + (on.has('strings') ? lengthOf(temporaryStrings(stringsFor(requests))) : 0);
    },
    onMetrics: () => (on.has('loop') ? turnedSum() : 0),
    sensorPadding() {
      sensorAnswers += 1;
      // Made for the answer: kept for the next one it would be a blob as well.
      return on.has('bodies') && sensorAnswers % bodyEvery === 0 ? 'x'.repeat(bodyBytes) : undefined;
    },
  };
}

function turnedSum(): number {
  let sum = 0;
  for (let turn = 0; turn < loopTurns; turn += 1) sum = (sum + turn * turn) % loopModulus;
  return sum;
}

/** Megabytes of the n-th request: all values from 5 to 15, in an order that repeats (7 and 11 share no factor). */
export function stringsFor(request: number): number {
  return stringMegabytes.from + ((request * 7) % (stringMegabytes.to - stringMegabytes.from + 1));
}

/** All of them at a time, and nothing but them: no buffer that they are made from. */
export function temporaryStrings(megabytes: number): readonly string[] {
  return Array.from({ length: megabytes }, () => flat('x'.repeat(megabyte)));
}

/** A repeated text is a tree of shared halves, of some hundred bytes, until one of its characters is read (and made use of). */
function flat(text: string): string {
  return text.charCodeAt(0) === 0 ? '' : text;
}

function lengthOf(strings: readonly string[]): number {
  return strings.reduce((sum, { length }) => sum + length, 0);
}
