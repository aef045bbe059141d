import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSensor } from '../../doctor/gather/sensor.ts';
import { readStore } from '../../doctor/gather/store.ts';

/** Answers every request with this. */
async function serverWith(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page = `vm_rows_ignored_total{reason="nan_value"} 7
vm_app_version{version="victoria-metrics-v1.143.0", short_version="v1.143.0"} 1
vm_free_disk_space_bytes{path="/d"} 5000
vm_free_disk_space_limit_bytes{path="/d"} 256
vm_storage_is_read_only{path="/d"} 1
vm_data_size_bytes{type="storage/inmemory"} 9
vm_data_size_bytes{type="storage/small"} 100
vm_data_size_bytes{type="storage/big"} 900
vm_data_size_bytes{type="indexdb/file"} 8620
vm_rows{type="storage/small"} 60
vm_rows{type="storage/big"} 440
vm_rows{type="indexdb/file"} 851
vm_rows_added_to_storage_total 1000
process_start_time_seconds 1000
`;

describe('readStore', () => {
  test('reads what VictoriaMetrics says of itself; points on the disk alone', async () => {
    expect(await readStore(await serverWith(200, page), 1_100_000)).toEqual({
      uptimeSeconds: 100,
      isReadOnly: true,
      freeDiskBytes: 5000,
      minFreeDiskBytes: 256,
      rows: 500,
      rowBytes: 1000,
      rowsPerSecond: 10,
    });
  });

  test('does not take another program for it', async () => {
    await expect(readStore(await serverWith(200, 'hello\n'), 0)).rejects.toThrow("is not VictoriaMetrics'");
  });
});

describe('readSensor', () => {
  test('reads what the sensor says of its readings', async () => {
    expect(await readSensor(await serverWith(200, '{"status":"stale"}'))).toEqual({ status: 'stale' });
  });

  test('knows nothing of one that asks for a token, and does not take that for a fault', async () => {
    expect(await readSensor(await serverWith(401, ''))).toEqual({ status: undefined });
    await expect(readSensor(await serverWith(500, ''))).rejects.toThrow('HTTP 500');
  });
});
