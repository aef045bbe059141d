export type StackErrorCode = 'ERR_USAGE' | 'ERR_UNAVAILABLE' | 'ERR_CONFIG' | 'ERR_START' | 'ERR_INTERRUPTED';

/** What scripts see: the numbers of sysexits.h where one fits. */
export const exitCodes: Readonly<Record<StackErrorCode, number>> = {
  ERR_USAGE: 64,
  ERR_UNAVAILABLE: 69,
  ERR_CONFIG: 78,
  ERR_START: 1,
  ERR_INTERRUPTED: 130,
};

/** A fault that the person at the terminal can do something about: its message is printed as it is, without a stack. */
export class StackError extends Error {
  override readonly name = 'StackError';
  readonly code: StackErrorCode;

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One line for any thrown value; a failed fetch hides its reason in the cause. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return cause === undefined || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}
