import type { IntegerVariable, Variable } from './variables.ts';

/** The process environment, or a literal in tests. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads a whole file; throws what `fs.readFileSync` throws. A parameter, so that parsing does no I/O of its own. */
export type ReadFile = (path: string) => Buffer;

/** Reads variables one by one and gathers every fault: message = variable, what is allowed, what was given. */
export interface EnvReader {
  readonly problems: readonly string[];
  /** Trimmed value; undefined when unset or blank, as the OpenTelemetry specification asks. */
  given(variable: Variable): string | undefined;
  text(variable: Variable): string;
  integer(variable: IntegerVariable): number;
  boolean(variable: Variable): boolean;
  oneOf<T extends string>(variable: Variable, values: readonly T[]): T;
  /** Content of the file that the variable names; undefined when unset. An unreadable one is a fault. */
  file(variable: Variable): Buffer | undefined;
  /** Adds a fault. `shown` false keeps a value that may be a secret out of the message. */
  refuse(variable: Variable, options?: { readonly why?: string; readonly shown?: boolean }): void;
  /** Adds a fault that concerns several variables. */
  refuseTogether(problem: string): void;
}

export function createEnvReader(env: Env, readFile: ReadFile): EnvReader {
  const problems: string[] = [];

  const given = (variable: Variable): string | undefined => env[variable.name]?.trim() || undefined;
  const refuse: EnvReader['refuse'] = (variable, { why, shown = true } = {}) => {
    const value = shown
      ? `got ${JSON.stringify(given(variable) ?? '')}`
      : 'what was given is not shown, it may be a secret';
    problems.push(`${variable.name} must be ${variable.allowed}, ${value}${why === undefined ? '' : ` (${why})`}`);
  };

  return {
    problems,
    given,
    refuse,
    refuseTogether: (problem) => void problems.push(problem),
    text: (variable) => given(variable) ?? variable.fallback,
    integer(variable) {
      const raw = given(variable);
      if (raw === undefined) return Number(variable.fallback);
      const value = /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
      if (value >= variable.min && value <= variable.max) return value;
      refuse(variable);
      return Number(variable.fallback);
    },
    boolean(variable) {
      const raw = (given(variable) ?? variable.fallback).toLowerCase();
      if (raw !== 'true' && raw !== 'false') refuse(variable);
      return raw === 'true';
    },
    oneOf(variable, values) {
      const raw = given(variable) ?? variable.fallback;
      const value = values.find((candidate) => candidate === raw.toLowerCase());
      if (value !== undefined) return value;
      refuse(variable);
      return values[0] as (typeof values)[number];
    },
    file(variable) {
      const path = given(variable);
      if (path === undefined) return undefined;
      try {
        return readFile(path);
      } catch (error) {
        refuse(variable, { why: error instanceof Error ? error.message : String(error) });
        return undefined;
      }
    },
  };
}
