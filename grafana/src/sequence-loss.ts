import { duplicatedPushes, lostPushes } from '../../stack/loss-expression.ts';
import { identity } from './expression.ts';

/** Pushes of each sender whose number is missing within the window: stack/loss-expression.ts, one series per sender. */
export const lostOf = (window: string, matchers = ''): string =>
  `sum by (${identity}) (${lostPushes({ window, matchers })})`;

/** The same for numbers that are there more than once. */
export const duplicatedOf = (window: string, matchers = ''): string =>
  `sum by (${identity}) (${duplicatedPushes({ window, matchers })})`;
