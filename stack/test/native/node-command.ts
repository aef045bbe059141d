import { tmpdir } from 'node:os';
import type { Command, ComponentId } from '../../native/commands.ts';

/** A component made of a line of JavaScript. */
export function nodeCommand(script: string, id: ComponentId = 'sensor', readyUrl = 'http://127.0.0.1:9/'): Command {
  return { id, file: process.execPath, args: ['-e', script], env: {}, cwd: tmpdir(), address: '', readyUrl };
}

/** Writes "up" once it listens to SIGTERM, and on SIGTERM what is given here before it ends. */
export const politeScript = (lastWord: string): string =>
  `process.on('SIGTERM', () => { process.stdout.write('${lastWord}\\n'); process.exit(0); });` +
  `process.stdout.write('up\\n'); setInterval(() => {}, 1000);`;

export const stubbornScript =
  "process.on('SIGTERM', () => {}); process.stdout.write('up\\n'); setInterval(() => {}, 1000);";
