import { errorText } from '../stack-error.ts';

/** What was found out, or why it could not be: what nobody could look at is neither good nor bad. */
export type Fact<T> = { readonly isKnown: true; readonly value: T } | { readonly isKnown: false; readonly why: string };

export function known<T>(value: T): Fact<T> {
  return { isKnown: true, value };
}

export function unknown(why: string): Fact<never> {
  return { isKnown: false, why };
}

/** The outcome of looking; a failure is told by its first line. */
export async function factOf<T>(look: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await look());
  } catch (error) {
    return unknown(errorText(error).split('\n')[0] ?? '');
  }
}

/** Undefined also where the question does not apply. */
export function valueFrom<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.isKnown === true ? fact.value : undefined;
}
