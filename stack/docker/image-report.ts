import type { ImageName } from './image.ts';

export interface BuiltImage {
  readonly name: ImageName;
  readonly tag: string;
  /** As `docker images` says: unpacked, all layers. */
  readonly bytes: number;
  readonly archive?: { readonly file: string; readonly bytes: number; readonly sha256: string };
}

export interface ImageReport {
  readonly platform: string;
  /** Where the sensor's node and libraries were copied from; null without a sensor. */
  readonly sensorBase: string | null;
  readonly images: readonly BuiltImage[];
}

export function reportJson(report: ImageReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

export function reportTable({ images }: ImageReport): string {
  const hasArchives = images.some(({ archive }) => archive !== undefined);
  const rows = images.map(({ tag, bytes, archive }) => [
    tag,
    megabytes(bytes),
    ...(hasArchives ? [archive === undefined ? '-' : megabytes(archive.bytes)] : []),
  ]);
  const total = ['together', megabytes(sum(images.map(({ bytes }) => bytes)))];
  if (hasArchives) total.push(megabytes(sum(images.map(({ archive }) => archive?.bytes ?? 0))));
  const lines = [['image', 'size', ...(hasArchives ? ['archive'] : [])], ...rows, total];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) => line.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  '))
    .map((line) => `  ${line}\n`)
    .join('');
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
