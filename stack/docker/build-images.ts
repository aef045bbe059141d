import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSensor } from '../../sensor/build.ts';
import { inStep } from '../binaries/build-context.ts';
import { sensorVersion } from '../native/sensor-bundle.ts';
import type { Progress } from '../progress.ts';
import { StackError } from '../stack-error.ts';
import { buildImage } from './build-image.ts';
import { writeCarryFiles } from './carry-files.ts';
import { type DockerClient, enginePlatform } from './docker-client.ts';
import { type ImageName, imageLabels, imageNames, imageTag } from './image.ts';
import { type Components, imageBinary, imageVersions, readComponents } from './image-binaries.ts';
import { goImageEntries, sensorEntries } from './image-inputs.ts';
import type { ImageOptions } from './image-options.ts';
import { findPlatform, type ImagePlatform, imagePlatforms } from './image-platform.ts';
import type { BuiltImage, ImageReport } from './image-report.ts';
import { pinnedNodeVersion } from './local-node-base.ts';
import { saveImage } from './save-image.ts';
import { provideSensorBase } from './sensor-base.ts';
import { readSourceRevision, type SourceRevision } from './source-revision.ts';
import { bundleTools } from './tool-bundles.ts';

export interface BuildImagesDeps {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly docker: DockerClient;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What every step of one run needs. */
interface Run extends BuildImagesDeps {
  readonly options: ImageOptions;
  readonly platform: ImagePlatform;
  /** Another platform than the engine's. */
  readonly isForeign: boolean;
  readonly version: string;
  readonly components: Components;
  readonly source: SourceRevision;
}

/** Builds, tries and saves the images, one after the other: a build uses every core that there is. */
export async function buildImages(options: ImageOptions, deps: BuildImagesDeps): Promise<ImageReport> {
  const engine = await enginePlatform(deps.docker);
  const platform = choosePlatform(options, engine);
  const version = await sensorVersion(deps.root);
  const run: Run = {
    ...deps,
    options,
    platform,
    isForeign: platform !== findPlatform(engine),
    version,
    components: await readComponents(deps.root, deps.env, version),
    source: await readSourceRevision(deps.root, deps.env),
  };
  const images: BuiltImage[] = [];
  let sensorBase: string | null = null;
  for (const name of options.names) {
    if (name === 'sensor') sensorBase = await buildSensorImage(run);
    else await buildGoImage(name, run);
    await tryImage(name, run);
    images.push({ name, tag: builtTag(name, run), bytes: await imageBytes(name, run) });
  }
  const report = { platform: platform.name, sensorBase, images };
  return options.saveFolder === undefined ? report : { ...report, images: await save(options.saveFolder, images, run) };
}

/** A platform of one's own wins over the engine's; the sensor needs one that Node 24 exists for. */
export function choosePlatform(options: Pick<ImageOptions, 'platform' | 'names'>, engine: string): ImagePlatform {
  const platform = options.platform ?? findPlatform(engine);
  if (platform === undefined) {
    const known = imagePlatforms.map(({ name }) => name).join(', ');
    throw new StackError('ERR_USAGE', `Docker runs on ${engine} here, images are made for ${known}: see --platform`);
  }
  if (platform.libraries === undefined && options.names.includes('sensor')) {
    const others = imageNames.filter((name) => name !== 'sensor').join(',');
    throw new StackError('ERR_USAGE', `there is no Node 24 for ${platform.name}: --only ${others} makes the others`);
  }
  return platform;
}

async function buildGoImage(name: Exclude<ImageName, 'sensor'>, run: Run): Promise<void> {
  const files: string[] = [];
  // One after the other: a Go build uses every core that there is.
  for (const component of run.components[name]) files.push(await imageBinary(component, run.platform, run));
  await buildTagged(name, goImageEntries(name, run.root, files), {}, run);
}

/** Returns the base image. */
async function buildSensorImage(run: Run): Promise<string> {
  const { root, platform, isForeign, source, options } = run;
  const nodeVersion = await pinnedNodeVersion(root);
  const baseOptions = { wanted: options.sensorBase, root, platform, isForeign, nodeVersion };
  const base = await provideSensorBase({ ...baseOptions, modifiedSeconds: source.seconds }, run);
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-sensor-'));
  try {
    const bundle = join(folder, 'sensor.mjs');
    await buildSensor(bundle);
    const { triplet = '', loader = '', loaderFolder = '' } = platform.libraries ?? {};
    const buildArgs = { BASE_IMAGE: base, LIBRARIES: triplet, LOADER: loader, LOADER_FOLDER: loaderFolder };
    const entries = await sensorEntries(root, bundle, await bundleTools(folder));
    await buildTagged('sensor', entries, buildArgs, run);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return base;
}

async function buildTagged(
  name: ImageName,
  entries: Parameters<typeof buildImage>[1]['entries'],
  buildArgs: Readonly<Record<string, string>>,
  run: Run,
): Promise<void> {
  const tag = builtTag(name, run);
  const labels = imageLabels(name, versionOf(name, run), run.source.revision);
  const { platform, isForeign, source } = run;
  const build = {
    tag,
    entries,
    labels,
    buildArgs,
    platform: platform.name,
    isForeign,
    modifiedSeconds: source.seconds,
  };
  await inStep(run.progress.step(`${tag}: building`), (onLine) => buildImage(run.docker, build, onLine));
}

// Loads everything that the program is linked with, and nothing that would need a neighbour.
const trials: Readonly<Record<ImageName, string>> = {
  health: '--help',
  victoriametrics: '-version',
  otelcol: '--version',
  sensor: '--help',
};

/** Started once as on a device. A foreign processor's program cannot be run here. */
async function tryImage(name: ImageName, run: Run): Promise<void> {
  if (run.isForeign) return;
  const tag = builtTag(name, run);
  const hardening = ['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  await inStep(run.progress.step(`${tag}: trying it`), (onLine) =>
    run.docker.run(['run', '--rm', ...hardening, tag, trials[name]], onLine),
  );
}

async function imageBytes(name: ImageName, run: Run): Promise<number> {
  return Number(await run.docker.read(['image', 'inspect', '--format', '{{.Size}}', builtTag(name, run)]));
}

async function save(saveFolder: string, images: readonly BuiltImage[], run: Run): Promise<readonly BuiltImage[]> {
  const { platform, progress, env, signal } = run;
  // A folder for each platform: their checksums and scripts differ.
  const folder = join(saveFolder, platform.name.replaceAll('/', '-'));
  await mkdir(folder, { recursive: true });
  const saved: (BuiltImage & { readonly archive: NonNullable<BuiltImage['archive']> })[] = [];
  for (const image of images) {
    const file = `${image.name}-${versionOf(image.name, run)}-${platform.arch}.tar.gz`;
    await inStep(progress.step(`${image.tag}: saving`), async (tell) => {
      saved.push({ ...image, archive: await saveImage(image.tag, folder, file, { env, signal, tell }) });
    });
  }
  const carried = saved.map(({ name, tag, archive }) => {
    return { ...archive, savedTag: tag, tag: imageTag(name, versionOf(name, run)) };
  });
  await writeCarryFiles(folder, platform, carried);
  progress.note(`saved in ${folder}: copy the folder to the device and run load.sh there`);
  return saved;
}

function versionOf(name: ImageName, { components, version }: Run): string {
  return imageVersions(components, version)[name];
}

function builtTag(name: ImageName, run: Run): string {
  return imageTag(name, versionOf(name, run), run.isForeign ? run.platform.arch : undefined);
}
