import { sumOfCounter } from '../../victoriametrics-client.ts';
import { probe } from '../probe.ts';

/** What VictoriaMetrics says of itself at this moment, stored or not. */
export interface StoreFacts {
  readonly uptimeSeconds: number;
  readonly isReadOnly: boolean;
  readonly freeDiskBytes: number;
  /** Below it, nothing is taken in. */
  readonly minFreeDiskBytes: number;
  /** Points that are on the disk. */
  readonly rows: number;
  /** What they take, without the index. */
  readonly rowBytes: number;
  readonly rowsPerSecond: number;
}

/** @throws where it does not answer, or something else answers in its place. */
export async function readStore(url: string, nowMillis: number): Promise<StoreFacts> {
  const page = await probe(`${url}/metrics`);
  if (!page.includes('\nvm_app_version{')) throw new Error(`${url}/metrics is not VictoriaMetrics'`);
  const of = (name: string): number => sumOfCounter(page, name);
  const uptimeSeconds = Math.max(1, nowMillis / 1000 - of('process_start_time_seconds'));
  return {
    uptimeSeconds,
    isReadOnly: of('vm_storage_is_read_only') > 0,
    freeDiskBytes: of('vm_free_disk_space_bytes'),
    minFreeDiskBytes: of('vm_free_disk_space_limit_bytes'),
    rows: onDisk(page, 'vm_rows'),
    rowBytes: onDisk(page, 'vm_data_size_bytes'),
    rowsPerSecond: of('vm_rows_added_to_storage_total') / uptimeSeconds,
  };
}

/** Of points, without the index and without what is still in memory. */
function onDisk(page: string, name: string): number {
  const lines = page.split('\n').filter((line) => /\{type="storage\/(small|big)"\} /.test(line));
  return sumOfCounter(lines.join('\n'), name);
}
