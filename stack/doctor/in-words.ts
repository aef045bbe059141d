import { formatDuration } from '../duration.ts';

export function inMebibytes(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return `${mebibytes < 10 ? mebibytes.toFixed(1) : mebibytes.toFixed(0)} MiB`;
}

export function inSeconds(seconds: number): string {
  return formatDuration(seconds * 1000);
}

export function inPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Of what an error says. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
