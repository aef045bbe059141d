import { type FaultName, faultNames } from '../baseline/faults.ts';

/** What is measured: who asks whom, and with which faults. */
export interface SystemPlan {
  readonly name: string;
  /** baseline: the original design's service, scraped. sensor: this project's, scraped. push: this project's pipeline. */
  readonly kind: 'baseline' | 'sensor' | 'push';
  readonly faults: readonly FaultName[];
  /** Of the scrapes; the push has its own, 15 s as well. */
  readonly scrapeSeconds: number;
}

/** In the order of every table and figure. */
export const comparedPlans: readonly SystemPlan[] = [
  { name: 'faulty pull', kind: 'baseline', faults: faultNames, scrapeSeconds: 5 },
  { name: 'fixed pull', kind: 'sensor', faults: [], scrapeSeconds: 15 },
  { name: 'push', kind: 'push', faults: [], scrapeSeconds: 15 },
];

const faultTitles: Readonly<Record<FaultName, string>> = {
  blob: '5 MB for ever',
  loop: '2,000,000 turns per scrape',
  strings: '5-15 MB of strings per request',
  bodies: '5 MB in 20 % of the answers',
};

/** The original design with none of its faults, each alone, and all of them: what is between two of them is the fault. */
export const faultPlans: readonly SystemPlan[] = [
  { name: 'no fault', kind: 'baseline', faults: [], scrapeSeconds: 5 },
  ...faultNames.map((fault) => ({
    name: faultTitles[fault],
    kind: 'baseline' as const,
    faults: [fault],
    scrapeSeconds: 5,
  })),
  { name: 'all four', kind: 'baseline', faults: faultNames, scrapeSeconds: 5 },
];
