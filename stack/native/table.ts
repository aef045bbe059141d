import type { TableRow } from './stack-event.ts';

const header = ['component', 'version', 'address', 'PID', 'memory (RSS)', 'anonymous'];

/** Columns as wide as their widest cell, two blanks between them; numbers to the right. */
export function formatTable(rows: readonly TableRow[]): readonly string[] {
  const lines = [header, ...rows.map(cells)];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => {
    const padded = line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < 3 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${padded.join('  ')}`.trimEnd();
  });
}

function cells({ name, version, address, pid, residentBytes, anonymousBytes }: TableRow): string[] {
  return [name, version, address, `${pid}`, megabytes(residentBytes), megabytes(anonymousBytes)];
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : `${(bytes / 1e6).toFixed(1)} MB`;
}
