import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseBudgetOptions } from '../../budget/budget-options.ts';
import { defaultProject } from '../../compose/project-name.ts';

const root = join(import.meta.dirname, '../../..');

describe('parseBudgetOptions', () => {
  test('has defaults', () => {
    const expected = { help: false, json: false, watch: false, project: defaultProject, seconds: 10 };
    expect(parseBudgetOptions([], {})).toEqual(expected);
  });

  test('takes the project of the compose file', async () => {
    const compose = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      name: string;
    };
    expect(defaultProject).toBe(compose.name);
  });

  test('takes the project from the option, then from the environment', () => {
    const env = { COMPOSE_PROJECT_NAME: 'mine' };
    expect(parseBudgetOptions([], env).project).toBe('mine');
    expect(parseBudgetOptions(['--project', 'other'], env).project).toBe('other');
  });

  test.each(['1', '3600'])('accepts %s seconds', (seconds) => {
    expect(parseBudgetOptions(['--seconds', seconds], {}).seconds).toBe(Number(seconds));
  });

  test.each([
    ['--seconds', '0'],
    ['--seconds', '3601'],
    ['--seconds', '1.5'],
    ['--project', ''],
    ['--wat'],
    ['sensor'],
  ])('refuses %j %j', (...args) => {
    expect(() => parseBudgetOptions(args, {})).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});
