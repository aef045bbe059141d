import { duplicatedPushes, lostPushes } from '../../stack/loss-expression.ts';
import { identity } from './expression.ts';

/** Over seven days these are 61,000 points a series; VictoriaMetrics refuses more than 100,000, which the 5 s of the expression alone would be. */
const step = '10s';

/** Pushes of each sender whose number is missing within the window: stack/loss-expression.ts, one series per sender. */
export const lostOf = (window: string, matchers = ''): string =>
  `sum by (${identity}) (${lostPushes({ window, matchers, step })})`;

/** The same for numbers that are there more than once. */
export const duplicatedOf = (window: string, matchers = ''): string =>
  `sum by (${identity}) (${duplicatedPushes({ window, matchers })})`;
