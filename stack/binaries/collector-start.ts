import { join } from 'node:path';
import { errorText, StackError } from '../stack-error.ts';
import type { Component } from './component.ts';
import { readGoProgram } from './go-program.ts';
import { type Binary, type ResolveDeps, resolveBinary } from './resolve-binary.ts';

/** What makes sure that the collector can open its queue, and then becomes it: otel-collector/README.md. */
export function readCollectorStart(root: string, env: NodeJS.ProcessEnv, version: string): Promise<Component> {
  const folder = join(root, 'otel-collector', 'start');
  return readGoProgram({ name: 'otelcol-start', variable: 'OTELCOL_START_BIN', folder, version }, env);
}

/** Undefined where it cannot be had: nobody publishes it, and whoever has no Go can do without it until a queue file is damaged. */
export async function resolveCollectorStart(component: Component, deps: ResolveDeps): Promise<Binary | undefined> {
  try {
    return await resolveBinary(component, deps);
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== 'ERR_UNAVAILABLE') throw error;
    deps.progress.note(`the collector is started without otelcol-start, which repairs its queue: ${errorText(error)}`);
    return undefined;
  }
}
