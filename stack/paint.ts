/** Colours of a terminal, or none. */
export interface Paint {
  anonymous(text: string): string;
  file(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

/** Only on a terminal, and not where NO_COLOR (no-color.org) has a value or the terminal is `dumb`. */
export function wantsColour(isTerminal: boolean, { NO_COLOR = '', TERM = '' }: NodeJS.ProcessEnv): boolean {
  return isTerminal && NO_COLOR === '' && TERM !== 'dumb';
}

// The sixteen colours of the terminal's own scheme, readable on light and dark alike; meaning never hangs on colour alone.
export function createPaint(inColour: boolean): Paint {
  const sgr = (code: number) => (text: string) => (inColour && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    anonymous: sgr(36),
    file: sgr(34),
    faint: sgr(90),
    strong: sgr(1),
    good: sgr(32),
    warning: sgr(33),
    bad: sgr(31),
  };
}
