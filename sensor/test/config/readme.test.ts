import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { variables } from '../../src/config/variables.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

test.each(Object.values(variables))('the README lists $name as --help does', ({ name, fallback, allowed, meaning }) => {
  const shown = fallback === '' ? '' : `\`${fallback}\``;
  expect(readme).toContain(`| \`${name}\` | ${shown} | ${allowed} | ${meaning} |`);
});
