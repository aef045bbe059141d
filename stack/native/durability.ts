import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** What DURABILITY takes; each is a file in durability/ that docker compose reads as well. */
export const durabilityProfiles = ['safe', 'flash-friendly'] as const;

type DurabilityProfile = (typeof durabilityProfiles)[number];

/** Unset or blank: the default of docker-compose.yml. A wrong name is added to `problems`. */
export function parseDurability(env: NodeJS.ProcessEnv, problems: string[]): DurabilityProfile {
  const { DURABILITY: raw } = env;
  const wanted = raw?.trim() || 'safe';
  const profile = durabilityProfiles.find((name) => name === wanted);
  if (profile !== undefined) return profile;
  problems.push(`DURABILITY must be one of ${durabilityProfiles.join(', ')}, got ${JSON.stringify(raw)}`);
  return 'safe';
}

/** `env` with the settings of the profile that it asks for, of all components; its own values win. */
export async function withDurability(root: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const profile = parseEnv(await readFile(join(root, 'durability', `${parseDurability(env, [])}.env`), 'utf8'));
  return { ...profile, ...env };
}
