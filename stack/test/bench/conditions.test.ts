import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConditions } from '../../bench/conditions.ts';

test('conditions have the versions of everything that is measured', async () => {
  const { versions } = await readConditions(join(import.meta.dirname, '../../..'), 'npm run bench -- a');
  const version = expect.stringMatching(/^\d+\.\d+\.\d+/);
  expect(versions).toMatchObject({ node: version, koa: version, collector: version, victoriametrics: version });
});
