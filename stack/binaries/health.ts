import { join } from 'node:path';
import type { Component } from './component.ts';
import { readGoProgram } from './go-program.ts';

/** The health service. */
export function readHealth(root: string, env: NodeJS.ProcessEnv, version: string): Promise<Component> {
  return readGoProgram({ name: 'health', variable: 'HEALTH_BIN', folder: join(root, 'health'), version }, env);
}
