/** Thrown before anything starts; lists every fault, so one restart is enough. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`configuration rejected: ${problems.join('; ')}`);
    this.problems = problems;
  }
}
