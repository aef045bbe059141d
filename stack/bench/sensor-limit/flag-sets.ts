import { nodeFlags } from '../../../sensor/build.ts';

/** One way to run the sensor. */
export interface FlagSet {
  readonly name: string;
  readonly flags: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The other Node binary (BENCH_OTHER_NODE), not the image's. */
  readonly isOtherNode?: boolean;
  /** Of the disk; by default what devices have. */
  readonly readAheadKilobytes?: number;
}

/** Where compiled code is kept between starts; filled by a start that is not measured. */
export const compileCacheDir = '/bench/compile-cache';

/** What was said to make Node smaller; the first is what the service runs with. */
export const flagSets: readonly FlagSet[] = [
  { name: 'shipped', flags: nodeFlags },
  { name: 'no-flags', flags: [] },
  { name: 'lite-mode', flags: [...nodeFlags, '--lite-mode'] },
  { name: 'jitless', flags: [...nodeFlags, '--jitless'] },
  {
    name: 'few-threads',
    flags: [...nodeFlags, '--single-threaded'],
    env: { UV_THREADPOOL_SIZE: '1', MALLOC_ARENA_MAX: '1' },
  },
  { name: 'compile-cache', flags: nodeFlags, env: { NODE_COMPILE_CACHE: compileCacheDir } },
  { name: 'other-node', flags: nodeFlags, isOtherNode: true },
  { name: 'read-ahead-8192', flags: nodeFlags, readAheadKilobytes: 8192 },
];
