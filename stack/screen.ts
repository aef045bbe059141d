export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Lines that stay, and below them, on a terminal, one line that is written over. */
export interface Screen {
  /** Whether the live line is shown at all. */
  readonly isLive: boolean;
  print(text: string): void;
  setLiveLine(text: string): void;
  clearLiveLine(): void;
}

const eraseLine = '\r\x1b[K';

export function createScreen(output: Output): Screen {
  const isLive = output.isTTY === true;
  let liveLine = '';
  const erase = (): string => (liveLine === '' ? '' : eraseLine);
  return {
    isLive,
    print(text) {
      output.write(`${erase()}${text}\n${liveLine}`);
    },
    setLiveLine(text) {
      if (!isLive) return;
      // One column short: a full last column makes terminals wrap, and a wrapped line cannot be written over.
      const next = shorten(text.replace(/[\t\r\n]+/g, ' '), (output.columns ?? 80) - 1);
      output.write(`${erase()}${next}`);
      liveLine = next;
    },
    clearLiveLine() {
      output.write(erase());
      liveLine = '';
    },
  };
}

/** At most `width` characters, the last one an ellipsis where something was cut off. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
