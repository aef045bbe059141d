import type { Paint } from '../paint.ts';

export interface BarParts {
  readonly anonymousBytes: number;
  readonly fileBytes: number;
  /** What a full bar stands for. */
  readonly limitBytes: number;
}

/** Told apart without colour, too. */
export const barSigns = { anonymous: '█', file: '▒', free: '·' } as const;

/** Exactly `width` characters: what cannot be given back, file pages, the rest. */
export function bar({ anonymousBytes, fileBytes, limitBytes }: BarParts, width: number, paint: Paint): string {
  const cells = (bytes: number): number => Math.round((Math.max(0, bytes) / limitBytes) * width);
  const anonymous = Math.min(width, atLeastOne(anonymousBytes, cells(anonymousBytes)));
  // The end is rounded, not the part: two halves of a cell make one, and a full bar is full.
  const file = Math.max(0, Math.min(width, cells(anonymousBytes + fileBytes)) - anonymous);
  return (
    paint.anonymous(barSigns.anonymous.repeat(anonymous)) +
    paint.file(barSigns.file.repeat(file)) +
    paint.faint(barSigns.free.repeat(width - anonymous - file))
  );
}

/** What is there is seen. */
function atLeastOne(bytes: number, cells: number): number {
  return bytes > 0 ? Math.max(1, cells) : cells;
}
