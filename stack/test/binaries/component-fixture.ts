import { writeFile } from 'node:fs/promises';
import type { Component } from '../../binaries/component.ts';
import { collectorRelease } from '../../binaries/release.ts';
import type { Progress } from '../../progress.ts';

/** A component whose build writes a script, as a compiler would write a binary. */
export function component(changes: Partial<Component> = {}): Component {
  return {
    name: 'otelcol-edge',
    variable: 'OTELCOL_BIN',
    version: '1.2.3',
    goVersion: '1.26.0',
    inputs: ['manifest'],
    release: collectorRelease('1.2.3'),
    build: ({ outFile }) => writeFile(outFile, '#!/bin/sh\necho built\n'),
    ...changes,
  };
}

/** Collects what it is told. */
export function recordingProgress(): Progress & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    note: (text) => lines.push(text),
    step(title) {
      lines.push(title);
      return { detail: () => {}, done: () => {}, failed: () => lines.push(`${title}: failed`) };
    },
  };
}
