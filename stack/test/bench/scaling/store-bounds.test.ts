import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseStoreBounds, readStoreBounds } from '../../../bench/scaling/store-bounds.ts';

describe('parseStoreBounds', () => {
  test('reads retention and series', () => {
    const text = '# a comment\nVM_retentionPeriod=30d\nVM_search_maxUniqueTimeseries=700\n';
    expect(parseStoreBounds(text)).toEqual({ retentionDays: 30, series: 700 });
  });
  test.each([
    ['VM_retentionPeriod=1y\nVM_search_maxUniqueTimeseries=700\n', 'VM_retentionPeriod'],
    ['VM_retentionPeriod=7d\n', 'VM_search_maxUniqueTimeseries'],
  ])('throws for %j', (text, name) => {
    expect(() => parseStoreBounds(text)).toThrow(name);
  });
  test('those of this project are there', async () => {
    const bounds = await readStoreBounds(join(import.meta.dirname, '../../../..'));
    expect(bounds.retentionDays).toBeGreaterThan(0);
    expect(bounds.series).toBeGreaterThan(0);
  });
});
