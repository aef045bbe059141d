import type { Finding } from '../bench/benchmark.ts';
import { StackError } from '../stack-error.ts';

/** What a benchmark found, asked for by name: what is not there, or there twice, is an error and never a blank in a table. */
export interface Findings {
  readonly list: readonly Finding[];
  /** @throws unless exactly one matches. */
  one(measure: string | RegExp): Finding;
  /** At least one. @throws where none matches. */
  each(measure: RegExp): readonly Finding[];
  /** Of those that match; one that could not be measured counts as worse than any number. @throws where none matches. */
  highest(measure: RegExp): Finding;
}

/** @param benchmark for the messages. */
export function createFindings(benchmark: string, list: readonly Finding[]): Findings {
  const fault = (what: string): StackError =>
    new StackError('ERR_CONFIG', `docs/measurements/${benchmark}/findings.json: ${what}`);
  const matching = (wanted: string | RegExp): readonly Finding[] =>
    list.filter(({ measure }) => (typeof wanted === 'string' ? measure === wanted : wanted.test(measure)));
  const each = (wanted: RegExp): readonly Finding[] => {
    const found = matching(wanted);
    if (found.length === 0) throw fault(`nothing matches ${wanted}`);
    return found;
  };
  return {
    list,
    each,
    one(wanted) {
      const [found, ...others] = matching(wanted);
      if (found === undefined || others.length > 0) {
        throw fault(`one finding expected for ${wanted}, there are ${matching(wanted).length}`);
      }
      return found;
    },
    highest(wanted) {
      const rank = ({ value }: Finding): number => value ?? Number.POSITIVE_INFINITY;
      return each(wanted).reduce((top, finding) => (rank(finding) > rank(top) ? finding : top));
    },
  };
}
