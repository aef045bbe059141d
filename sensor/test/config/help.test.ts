import { expect, test } from 'vitest';
import { helpText } from '../../src/config/help.ts';
import { variables } from '../../src/config/variables.ts';

test.each(Object.values(variables))('--help tells of $name with default and range', ({ name, fallback, allowed }) => {
  const entry = helpText().split(`\n  ${name}\n`)[1];
  expect(entry).toContain(allowed);
  expect(entry).toContain(fallback);
});
