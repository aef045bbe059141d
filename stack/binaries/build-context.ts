import type { Progress, Step } from '../progress.ts';
import type { GoTarget } from './go-build.ts';
import type { RunCommand } from './run-command.ts';

export interface BuildContext {
  /** Made for this build and removed after it. */
  readonly folder: string;
  readonly outFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** What the binary is to run on. */
  readonly target: GoTarget;
  readonly progress: Progress;
  readonly run: RunCommand;
}

/** Ends the step as the work ended; the work is given the function that fills in what is being done right now. */
export async function inStep(step: Step, work: (tell: (line: string) => void) => Promise<void>): Promise<void> {
  try {
    await work((line) => {
      if (line.trim() !== '') step.detail(line.trim());
    });
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  }
}
