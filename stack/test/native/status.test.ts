import { describe, expect, test } from 'vitest';
import { parseProcessStatus } from '../../native/process-memory.ts';
import { createCounter, createStatusReader } from '../../native/status.ts';
import { sumOfCounter, type VictoriaMetricsClient } from '../../victoriametrics-client.ts';

function client(changes: Partial<VictoriaMetricsClient>): VictoriaMetricsClient {
  const refuse = (): never => {
    throw new Error('not asked for');
  };
  const none = {
    query: refuse,
    queryRange: refuse,
    export: refuse,
    seriesCount: refuse,
    insertedRows: refuse,
    flush: refuse,
  };
  return { ...none, ...changes };
}

describe('createStatusReader', () => {
  test('reads what is known and leaves the rest null', async () => {
    const reader = createStatusReader(
      client({
        insertedRows: async () => 7,
        query: async () => [{ labels: { __name__: 'errors' }, value: 2, timestampMillis: 0 }],
      }),
    );
    expect(await reader.read()).toEqual({ storedRows: 7, queueDepth: null, queuedBatches: null, errors: 2 });
  });

  test('is all null while VictoriaMetrics is away', async () => {
    const away = async (): Promise<never> => {
      throw new Error('refused');
    };
    const reader = createStatusReader(client({ insertedRows: away, query: away }));
    expect(await reader.read()).toEqual({ storedRows: null, queueDepth: null, queuedBatches: null, errors: null });
  });
});

describe('createCounter', () => {
  test('goes on where it was when its process begins anew', () => {
    const counter = createCounter();
    expect([10, 25, 3, 3, 4].map((value) => counter.add(value))).toEqual([10, 25, 28, 28, 29]);
  });
});

describe('sumOfCounter', () => {
  test('adds up all label sets of exactly that counter', () => {
    const text = 'a_total{x="1 2"} 3\na_total{x="2"} 4\na_total_more 100\nb_a_total 100\n# a_total 100\na_total 1\n';
    expect(sumOfCounter(text, 'a_total')).toBe(8);
  });
});

describe('parseProcessStatus', () => {
  test('reads resident and anonymous memory', () => {
    const status = 'Name:\tx\nVmRSS:\t    2048 kB\nRssAnon:\t    1024 kB\n';
    expect(parseProcessStatus(status)).toEqual({ residentBytes: 2_097_152, anonymousBytes: 1_048_576 });
  });

  test.each(['', 'Name:\tx\n', 'VmRSS:\t 1 kB\n'])('is unknown for %j', (status) => {
    expect(parseProcessStatus(status)).toBeUndefined();
  });
});
