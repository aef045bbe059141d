import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable } from '../../binaries/is-executable.ts';
import { StackError } from '../../stack-error.ts';

export interface Prometheus {
  readonly path: string;
  readonly version: string;
}

/** The one on PATH. @throws where there is none, with what to install. */
export async function findPrometheus(pathVariable = process.env['PATH'] ?? ''): Promise<Prometheus> {
  for (const folder of pathVariable.split(delimiter)) {
    const path = join(folder, 'prometheus');
    if (folder === '' || !(await isExecutable(path))) continue;
    const { stdout, stderr } = await promisify(execFile)(path, ['--version']);
    return { path, version: /version ([^\s,]+)/.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown' };
  }
  throw new StackError(
    'ERR_UNAVAILABLE',
    'there is no Prometheus on PATH: apt-get install prometheus (then `systemctl disable --now prometheus`: its own service is not needed)',
  );
}

export interface ScrapeOptions {
  /** host:port */
  readonly target: string;
  readonly intervalSeconds: number;
}

/**
 * The timeout of 10 s is the global one (and Prometheus' default). A job that scrapes more often than that gets its interval as timeout: a
 * timeout above the interval, written down for the job, is refused ("scrape timeout greater than scrape interval"). So every 5 s means: within 5 s.
 */
export function prometheusConfig({ target, intervalSeconds }: ScrapeOptions): string {
  return `global:
  scrape_interval: 15s
  scrape_timeout: 10s
scrape_configs:
  - job_name: sensor
    scrape_interval: ${intervalSeconds}s
    static_configs:
      - targets: ['${target}']
`;
}

/** Everything else is as Debian's package has it: its defaults. */
export async function prometheusArguments(
  folder: string,
  { port, ...scrape }: ScrapeOptions & { readonly port: number },
): Promise<string[]> {
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, prometheusConfig(scrape));
  return [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
}
