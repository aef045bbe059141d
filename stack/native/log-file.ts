import { copyFile, open, rename, stat, truncate } from 'node:fs/promises';

/** Two files of at most this size per component: enough for days of warnings, 24 MiB in all at worst. */
export const logLimitBytes = 4 * 1024 * 1024;

const chunkBytes = 64 * 1024;

/** Moves a log that has reached the limit to NAME.1, in place of the one that is there. */
export async function rotateAtStart(path: string, limitBytes = logLimitBytes): Promise<void> {
  if ((await sizeOf(path)) >= limitBytes) await rename(path, `${path}.1`);
}

/** The same while a process holds the file open: it appends, so that after the cut it goes on at the beginning. */
async function rotateWhileOpen(path: string): Promise<void> {
  await copyFile(path, `${path}.1`);
  await truncate(path);
}

export interface LogTail {
  /** Reads what was written since the last time. Calls never overlap. */
  poll(): Promise<void>;
}

/** Hands on each complete line that is written after `fromBytes`, and keeps the file below the limit. */
export function createLogTail(
  path: string,
  options: { readonly fromBytes: number; readonly limitBytes?: number; readonly onLine: (line: string) => void },
): LogTail {
  const limitBytes = options.limitBytes ?? logLimitBytes;
  let position = options.fromBytes;
  let partial = '';
  let running: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const size = await sizeOf(path);
    if (size < position) position = 0;
    while (position < size) {
      const text = await readChunk(path, position);
      if (text.bytes === 0) break;
      position += text.bytes;
      const lines = `${partial}${text.text}`.split('\n');
      // A line without an end must not grow without end.
      partial = (lines.pop() ?? '').slice(-chunkBytes);
      for (const line of lines) if (line.trim() !== '') options.onLine(line);
    }
    if (position >= limitBytes) {
      await rotateWhileOpen(path);
      position = 0;
    }
  };
  return {
    poll() {
      running ??= read().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

async function readChunk(path: string, position: number): Promise<{ text: string; bytes: number }> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
    return { text: buffer.toString('utf8', 0, bytesRead), bytes: bytesRead };
  } finally {
    await file.close();
  }
}
