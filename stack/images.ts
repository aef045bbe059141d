import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './binaries/cache.ts';
import { CommandError, createRunCommand } from './binaries/run-command.ts';
import { buildImages } from './docker/build-images.ts';
import { createDockerClient } from './docker/docker-client.ts';
import { type ImageOptions, parseImageOptions } from './docker/image-options.ts';
import { type ImageReport, reportJson, reportTable } from './docker/image-report.ts';
import { imagesHelp } from './docker/images-help.ts';
import { createProgress } from './progress.ts';
import { createScreen } from './screen.ts';
import { errorText, exitCodes, StackError } from './stack-error.ts';
import { listenForStop } from './stop-signals.ts';

const root = join(import.meta.dirname, '..');

// A pull of 80 MB over a slow line; a build takes seconds.
const commandTimeoutMillis = 1_800_000;

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const { stopSignal: signal } = listenForStop(process);
  try {
    const options = parseImageOptions(args);
    const report = options.help ? undefined : await build(options, signal);
    if (report === undefined) process.stdout.write(imagesHelp);
    else process.stdout.write(options.json ? reportJson(report) : reportTable(report));
    return 0;
  } catch (error) {
    if (signal.aborted) return exitCodes.ERR_INTERRUPTED;
    process.stderr.write(`npm run images: ${explain(error)}\n`);
    return error instanceof StackError ? exitCodes[error.code] : 1;
  }
}

async function build(options: ImageOptions, signal: AbortSignal): Promise<ImageReport> {
  const { env } = process;
  const cache = cacheFolder(env);
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const logFile = join(cache, `images-${process.pid}.log`);
  const docker = createDockerClient(env, createRunCommand({ logFile, timeoutMillis: commandTimeoutMillis, signal }));
  const progress = createProgress(createScreen(process.stderr));
  try {
    const report = await buildImages(options, { root, env, docker, progress, signal });
    await rm(logFile, { force: true });
    return report;
  } catch (error) {
    // Only the log of a command that failed is worth keeping.
    if (signal.aborted || !(error instanceof CommandError)) await rm(logFile, { force: true });
    throw error;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof CommandError)) return errorText(error);
  return [errorText(error), ...error.lastLines, `whole log: ${error.logFile}`].join('\n  ');
}
