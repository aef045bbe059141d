import { parseCommandLine, usageError } from '../command-line.ts';
import { type ImageName, imageNames } from './image.ts';
import { findPlatform, type ImagePlatform, imagePlatforms } from './image-platform.ts';

export interface ImageOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly names: readonly ImageName[];
  /** undefined: what the Docker engine itself runs on. */
  readonly platform: ImagePlatform | undefined;
  /** Where the sensor's node and libraries come from. `auto`: the official image, or this machine without a registry. */
  readonly sensorBase: SensorBase;
  /** Folder for the archives; undefined: none are written. */
  readonly saveFolder: string | undefined;
}

export type SensorBase = { readonly kind: 'auto' | 'scratch' } | { readonly kind: 'image'; readonly image: string };

const usage = usageError('npm run images -- --help lists the options');

export function parseImageOptions(args: readonly string[]): ImageOptions {
  const values = parse(args);
  const platform = values.platform === undefined ? undefined : findPlatform(values.platform);
  if (values.platform !== undefined && platform === undefined) {
    throw usage(
      `--platform must be one of ${imagePlatforms.map(({ name }) => name).join(', ')}, got ${quoted(values.platform)}`,
    );
  }
  if (values.save?.trim() === '') throw usage('--save needs a folder');
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    names: parseNames(values.only),
    platform,
    sensorBase: parseSensorBase(values['sensor-base']),
    saveFolder: values.save,
  };
}

function parse(args: readonly string[]) {
  return parseCommandLine(
    {
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        platform: { type: 'string' },
        save: { type: 'string' },
        'sensor-base': { type: 'string' },
      },
    },
    usage,
  ).values;
}

/** In the order in which they are built, each once. */
function parseNames(only: readonly string[] | undefined): readonly ImageName[] {
  if (only === undefined) return imageNames;
  const wanted = only.flatMap((text) => text.split(',')).map((text) => text.trim());
  const unknown = wanted.find((text) => !imageNames.some((name) => name === text));
  if (unknown !== undefined) throw usage(`--only knows ${imageNames.join(', ')}, got ${quoted(unknown)}`);
  return imageNames.filter((name) => wanted.includes(name));
}

function parseSensorBase(text: string | undefined): SensorBase {
  if (text === undefined || text === 'auto') return { kind: 'auto' };
  if (text === 'scratch') return { kind: 'scratch' };
  // What docker itself would refuse, and what it would take for an option.
  if (!/^[a-z0-9][\w.:/@-]*$/.test(text))
    throw usage(`--sensor-base must be auto, scratch or an image, got ${quoted(text)}`);
  return { kind: 'image', image: text };
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
