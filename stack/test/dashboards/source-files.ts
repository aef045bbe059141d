import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../contract/project.ts';

/** Every file of grafana/src, with its path below the repository. */
export function sourceFiles(): readonly { readonly path: string; readonly text: string }[] {
  const files = readdirSync(join(root, 'grafana/src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ path: `grafana/src/${file}`, text: readFileSync(join(root, 'grafana/src', file), 'utf8') }));
}
