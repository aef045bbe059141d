import { duplicatedPushes, lostPushes, lostPushesOfGraph } from '../../stack/loss-expression.ts';
import { identity } from './expression.ts';

/** Pushes of each sender whose number is missing within the window, at each point of a graph: stack/loss-expression.ts, one series per sender. */
export const lostOf = (window: string, matchers = ''): string =>
  `sum by (${identity}) (${lostPushesOfGraph({ window, matchers })})`;

/** The same to the last one, at the end of what is shown: where vmui draws it, it is a flat line. */
export const lostOfNow = (window: string): string => `sum by (${identity}) (${lostPushes({ window, at: 'end()' })})`;

/** The same for numbers that are there more than once. */
export const duplicatedOf = (window: string, matchers = ''): string =>
  `sum by (${identity}) (${duplicatedPushes({ window, matchers })})`;
