import { readDotEnv } from '../compose/dot-env.ts';
import { parseStackConfig } from '../native/stack-config.ts';
import { stackEnvironment } from '../native/stack-environment.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { createProgress, type Progress } from '../progress.ts';
import { createScreen, type Output } from '../screen.ts';
import { diagnose } from './checks.ts';
import { dashboardsOf } from './dashboards.ts';
import { doctorJson } from './doctor-json.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { factOf, valueFrom } from './fact.ts';
import type { Facts } from './facts.ts';
import { type FoundStack, findStack } from './find-stack.ts';
import { type Finding, isAllRight } from './finding.ts';
import { readClockSync } from './gather/clock-sync.ts';
import { readComposeVersion } from './gather/engine.ts';
import { readMachine } from './gather/machine.ts';
import { gatherCanary, gatherPipeline, type PipelineFacts } from './gather-pipeline.ts';
import { gatherPlaces } from './gather-places.ts';
import { renderDoctor } from './render-doctor.ts';
import type { Surroundings } from './surroundings.ts';

export interface DoctorDeps {
  readonly surroundings: Surroundings;
  readonly output: Output;
  /** Where progress is shown. */
  readonly errorOutput: Output;
}

export interface Examination {
  readonly facts: Facts;
  readonly stack: FoundStack;
  readonly findings: readonly Finding[];
}

const defaultColumns = 100;

/** Returns the exit code: 0 where nothing is worse than a note. */
export async function runDoctor(options: DoctorOptions, deps: DoctorDeps): Promise<number> {
  const { output, errorOutput, surroundings } = deps;
  const isShown = !options.json && errorOutput.isTTY === true;
  const progress = createProgress(createScreen(isShown ? errorOutput : silent));
  const { facts, stack, findings } = await examine(options, surroundings, progress);
  const dashboards = dashboardsOf(stack, facts);
  if (options.json) output.write(`${doctorJson(facts, findings, dashboards)}\n`);
  else {
    const paint = createPaint(wantsColour(output.isTTY === true, surroundings.env));
    const columns = output.columns ?? defaultColumns;
    output.write(`${renderDoctor({ facts, findings, dashboards }, { columns, paint })}\n`);
  }
  return isAllRight(findings) ? 0 : 1;
}

const silent: Output = { write: () => undefined };

/** Looks at everything, then sends the canary, then judges. */
export async function examine(
  options: DoctorOptions,
  surroundings: Surroundings,
  progress: Progress,
): Promise<Examination> {
  const { projectFolder, env } = surroundings;
  const looking = progress.step('looking at the machine and what runs on it');
  const dotEnv = await factOf(() => readDotEnv(projectFolder));
  // As npm start reads it, or an npm start would be looked for in another folder.
  const config = parseStackConfig(projectFolder, stackEnvironment(valueFrom(dotEnv) ?? {}, env));
  const place = { surroundings, config, dotEnv };
  const stack = await findStack(options, place);
  const places = await gatherPlaces(stack, place);
  const machine = await gatherMachine(stack, surroundings);
  looking.done();
  const asking = progress.step('asking the sensor and the store');
  const pipeline = await gatherPipeline(stack, surroundings);
  asking.done();
  const canary = options.canary ? await sendShown(stack, pipeline, progress) : undefined;
  const facts: Facts = {
    ...stack,
    ...machine,
    ...places,
    ...pipeline,
    dotEnv: place.dotEnv,
    nowMillis: surroundings.now(),
    dataDir: config.dataDir,
    canary,
  };
  return { facts, stack, findings: diagnose(facts) };
}

async function gatherMachine({ engine, labels }: FoundStack, surroundings: Surroundings) {
  return {
    machine: await readMachine(surroundings),
    clockSync: await factOf(() => readClockSync(surroundings)),
    composeVersion: engine && (await factOf(() => readComposeVersion(surroundings, labels))),
  };
}

async function sendShown(stack: FoundStack, pipeline: PipelineFacts, progress: Progress): Promise<Facts['canary']> {
  const step = progress.step('sending a point through the collector');
  const canary = await gatherCanary(stack, pipeline);
  step.done();
  return canary;
}
