import { parseCommandLine, usageError } from '../command-line.ts';

export interface DashboardsOptions {
  readonly help: boolean;
  /** Compare instead of write. */
  readonly check: boolean;
  /** Folder for pictures of vmui; nothing is written then but these. */
  readonly pictures: string | undefined;
  /** VictoriaMetrics that pictures are taken of. */
  readonly url: string;
  /** How far back the pictures look, as vmui writes it. */
  readonly range: string;
}

const usage = usageError('npm run dashboards -- --help lists the options');

export function parseDashboardsOptions(args: readonly string[]): DashboardsOptions {
  const options = {
    help: { type: 'boolean', short: 'h' },
    check: { type: 'boolean' },
    pictures: { type: 'string' },
    url: { type: 'string' },
    range: { type: 'string' },
  } as const;
  const { values } = parseCommandLine({ args: [...args], options }, usage);
  const { help = false, check = false, pictures, url = 'http://127.0.0.1:8428', range = '1h' } = values;
  if (check && pictures !== undefined) throw usage('--check and --pictures exclude each other');
  if (pictures === undefined && (values.url ?? values.range) !== undefined)
    throw usage('--url and --range go with --pictures');
  if (pictures?.trim() === '') throw usage('--pictures needs a folder');
  if (!URL.canParse(url)) throw usage(`--url must be an address, got ${JSON.stringify(url)}`);
  if (!/^\d+[smhd]$/.test(range)) throw usage(`--range must be like 30m or 3h, got ${JSON.stringify(range)}`);
  return { help, check, pictures, url, range };
}
