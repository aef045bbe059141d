import { parseCommandLine, usageError } from '../command-line.ts';

export interface DashboardsOptions {
  readonly help: boolean;
  /** Compare instead of write. */
  readonly check: boolean;
  /** Folder for pictures of vmui; nothing is written then but these. */
  readonly pictures: string | undefined;
  /** Pictures of a stack of its own, in which something happens, instead of one that runs. */
  readonly scene: boolean;
  /** VictoriaMetrics that pictures are taken of. */
  readonly url: string;
  /** How far back the pictures look, as vmui writes it. */
  readonly range: string;
  /** The only one on dashboards that are about one device. */
  readonly device: string | undefined;
}

const usage = usageError('npm run dashboards -- --help lists the options');

export function parseDashboardsOptions(args: readonly string[]): DashboardsOptions {
  const options = {
    help: { type: 'boolean', short: 'h' },
    check: { type: 'boolean' },
    pictures: { type: 'string' },
    scene: { type: 'boolean' },
    url: { type: 'string' },
    range: { type: 'string' },
    device: { type: 'string' },
  } as const;
  const { values } = parseCommandLine({ args: [...args], options }, usage);
  const { help = false, check = false, pictures, scene = false, device } = values;
  const { url = 'http://127.0.0.1:8428', range = '1h' } = values;
  const ofRunning = values.url ?? values.range ?? device;
  if (check && pictures !== undefined) throw usage('--check and --pictures exclude each other');
  if (pictures === undefined && (ofRunning !== undefined || scene))
    throw usage('--scene, --url, --range and --device go with --pictures');
  if (scene && ofRunning !== undefined) throw usage('--scene has an address, a range and a device of its own');
  if (pictures?.trim() === '') throw usage('--pictures needs a folder');
  if (!URL.canParse(url)) throw usage(`--url must be an address, got ${JSON.stringify(url)}`);
  if (device !== undefined && !/^[\w.-]+$/.test(device))
    throw usage(`--device must be a host name, got ${JSON.stringify(device)}`);
  if (!/^\d+[smhd]$/.test(range)) throw usage(`--range must be like 30m or 3h, got ${JSON.stringify(range)}`);
  return { help, check, pictures, scene, url, range, device };
}
