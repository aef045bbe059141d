import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessDir } from '../access/access-dir.ts';
import { writePrivate } from '../access/write-private.ts';
import { StackError } from '../stack-error.ts';

/** A line of the tokens file. */
export interface Credential {
  readonly name: string;
  /** `NAME.SECRET`: what the device shows, as `Authorization: Bearer TOKEN`. */
  readonly token: string;
  /** ISO 8601. */
  readonly added: string;
}

// The collector keeps the last tokens when it finds none, so the last device could never be revoked: there is always one, which nobody knows. Its name
// is refused as a device's.
const nobody = '-';

export function tokensFile({ devices }: AccessDir): string {
  return join(devices, 'tokens');
}

/** The collector does not start without the file: before the first device it has the line that nobody knows. */
export async function ensureTokensFile(path: string): Promise<void> {
  await access(path).catch(() => writeCredentials(path, []));
}

/** 256 bits; no dot, so that the last dot of a token ends the name. */
export function createToken(name: string): string {
  return `${name}.${randomBytes(32).toString('base64url')}`;
}

/** What is in the file, without the line that nobody knows; an absent file is an empty one. */
export async function readCredentials(path: string): Promise<readonly Credential[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => parseLine(line, `${path}:${index + 1}`)).filter(({ name }) => name !== nobody);
}

/** Complete at every moment: the collector reads it within a second. */
export async function writeCredentials(path: string, credentials: readonly Credential[]): Promise<void> {
  const filler: Credential = { name: nobody, token: createToken(nobody), added: new Date(0).toISOString() };
  // Behind the first blank the collector reads nothing.
  const lines = [filler, ...credentials].map(({ token, added }) => `${token} ${added}\n`);
  await writePrivate(path, lines.join(''));
}

/** The message has the place and never the line: it is a secret. */
function parseLine(line: string, place: string): Credential {
  const match = /^(?<name>\S+)\.[A-Za-z0-9_-]{43} (?<added>\S+)$/.exec(line);
  const { name, added } = match?.groups ?? {};
  if (name === undefined || added === undefined) {
    throw new StackError('ERR_CONFIG', `${place}: is no line that this command has written; correct or delete it`);
  }
  return { name, added, token: line.slice(0, line.indexOf(' ')) };
}
