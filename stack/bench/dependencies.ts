import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundle, nodeFlags } from '../../sensor/build.ts';
import type { BenchContext, Benchmark, BenchResult, Finding, Row } from './benchmark.ts';
import { readProcessUsage } from './process/process-usage.ts';
import { median, range, rounded } from './statistics.ts';

/** What the sensor imports of each runtime dependency; those of OpenTelemetry stand on each other, so they are added one by one. */
const steps: readonly { readonly name: string; readonly imports: readonly string[] }[] = [
  { name: 'node alone', imports: [] },
  { name: 'node:http', imports: ['node:http'] },
  { name: 'koa', imports: ['koa'] },
  { name: '@koa/router', imports: ['@koa/router'] },
  { name: '@opentelemetry/api', imports: ['@opentelemetry/api'] },
  { name: '@opentelemetry/core', imports: ['@opentelemetry/core'] },
  { name: '@opentelemetry/resources', imports: ['@opentelemetry/resources'] },
  { name: '@opentelemetry/sdk-metrics', imports: ['@opentelemetry/sdk-metrics'] },
  { name: '@opentelemetry/otlp-exporter-base', imports: ['@opentelemetry/otlp-exporter-base'] },
  { name: '@opentelemetry/otlp-transformer', imports: ['@opentelemetry/otlp-transformer'] },
  { name: '@opentelemetry/exporter-prometheus', imports: ['@opentelemetry/exporter-prometheus'] },
];

export const dependencies: Benchmark = {
  name: 'dependencies',
  answers: 'How much memory does each runtime dependency of the sensor cost, loaded on top of the ones before it?',
  takes: '2 minutes (--runs)',
  needs: 'Linux',
  options: { runs: 7 },
  run: runDependencies,
};

async function runDependencies({ workDir, progress, number }: BenchContext): Promise<BenchResult> {
  const rows: Row[] = [];
  const findings: Finding[] = [];
  let before = 0;
  for (const [index, { name }] of steps.entries()) {
    const step = progress.step(name, { index: index + 1, of: steps.length });
    const file = join(workDir, `step-${index}.mjs`);
    const imports = steps.slice(0, index + 1).flatMap((earlier) => earlier.imports);
    await bundle({ contents: program(imports) }, file);
    const measured: number[] = [];
    for (let run = 1; run <= number('runs'); run += 1) measured.push(await anonymousBytes(file));
    measured.forEach((bytes, run) => {
      rows.push({ step: index, name, run: run + 1, anonymous_bytes: bytes });
    });
    const total = median(measured);
    const [low, high] = range(measured);
    const toMegabytes = (bytes: number) => rounded(bytes / 1e6, 2);
    findings.push({
      measure: index === 0 ? name : `+ ${name}`,
      value: toMegabytes(total - before),
      unit: 'MB',
      range: [toMegabytes(low - before), toMegabytes(high - before)],
    });
    before = total;
    step.done();
  }
  findings.push({ measure: 'all of it', value: rounded(before / 1e6, 2), unit: 'MB' });
  return { tables: { runs: rows }, figures: {}, findings, settings: { runs: number('runs'), nodeFlags } };
}

/** Loads the modules, keeps them, says so and stays. */
function program(imports: readonly string[]): string {
  const lines = imports.map((name, index) => `import * as m${index} from ${JSON.stringify(name)};`);
  const kept = imports.map((_, index) => `m${index}`).join(', ');
  return `${lines.join('\n')}\nglobalThis.kept = [${kept}];\nsetInterval(() => {}, 1e6);\nprocess.stdout.write('loaded\\n');\n`;
}

async function anonymousBytes(file: string): Promise<number> {
  const child = spawn(process.execPath, [...nodeFlags, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error(`${file} ended`)))]);
    return (await readProcessUsage(child.pid ?? 0)).anonymousBytes;
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}
