import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface SavedImage {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** `docker save`, packed: every engine since 1.10 loads gzip, and no other compression. A rename shows the file whole or not at all. */
export async function saveImage(
  tag: string,
  folder: string,
  file: string,
  deps: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal; tell(text: string): void },
): Promise<SavedImage> {
  const unfinished = join(folder, `${file}.unfinished`);
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      deps.tell(`${file} ${(bytes / 1e6).toFixed(1)} MB`);
      done(null, chunk);
    },
  });
  const child = spawn('docker', ['save', tag], {
    env: deps.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: deps.signal,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-500);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`docker save ${tag}: ${complaint.trim()}`)),
    );
  });
  try {
    const packed = pipeline(child.stdout, createGzip({ level: 9 }), measure, createWriteStream(unfinished));
    await Promise.all([packed, ended]);
    await rename(unfinished, join(folder, file));
  } catch (error) {
    child.kill();
    await rm(unfinished, { force: true });
    throw error;
  }
  return { file, bytes, sha256: hash.digest('hex') };
}
