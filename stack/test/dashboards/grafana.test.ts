import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readVariant, root } from '../contract/project.ts';
import { type GrafanaFile, type GrafanaPanelFile, grafanaFiles } from './generated.ts';

interface DataSourceFile {
  readonly datasources: readonly {
    readonly uid: string;
    readonly type: string;
    readonly jsonData: { readonly timeInterval: string };
  }[];
}

const drawn = ({ panels }: GrafanaFile) => panels.filter(({ type }) => type !== 'row');

async function provisionedDataSource() {
  const text = await readFile(join(root, 'grafana/provisioning/datasources/victoriametrics.yaml'), 'utf8');
  const [source] = (parse(text) as DataSourceFile).datasources;
  return source;
}

test("Grafana's dashboards have names and addresses of their own, which file provisioning asks for", () => {
  expect(grafanaFiles).toHaveLength(4);
  for (const key of ['uid', 'title'] as const) {
    expect(new Set(grafanaFiles.map((file) => file[key])).size).toBe(grafanaFiles.length);
  }
  // The longest that Grafana takes.
  for (const { uid } of grafanaFiles) expect(uid).toMatch(/^[a-z-]{1,40}$/);
});

describe.each(grafanaFiles.map((file) => [file.title, file] as const))('the dashboard %s', (_title, file) => {
  test('is classic JSON: the schema that came after it has apiVersion and spec, and is refused', () => {
    expect(file.schemaVersion).toBeGreaterThanOrEqual(36);
    for (const key of ['apiVersion', 'kind', 'spec', 'id', '__inputs']) expect(file).not.toHaveProperty(key);
  });

  test('numbers its panels, each once', () => {
    const ids = file.panels.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(4);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('lays its panels beside each other, none over another, within 24 columns', () => {
    const overlapping = file.panels.flatMap((a, index) => file.panels.slice(index + 1).filter((b) => overlap(a, b)));
    expect(overlapping.map(({ title }) => title)).toEqual([]);
    for (const { gridPos, title } of file.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      // On a phone Grafana gives each the whole width, so no panel is too narrow for it; beside each other a quarter is the least.
      expect(gridPos.w, title).toBeGreaterThanOrEqual(6);
    }
  });

  test('asks the provisioned data source, and not more often than there are pushes', async () => {
    const source = await provisionedDataSource();
    expect(source?.type).toBe('prometheus');
    const interval = (await readVariant('default'))['sensor']?.environment?.['OTEL_METRIC_EXPORT_INTERVAL'];
    expect(`${Number(interval) / 1000}s`).toBe(source?.jsonData.timeInterval);
    for (const { uid } of file.templating.list.map(({ datasource }) => datasource)) expect(uid).toBe(source?.uid);
    for (const { title, datasource, interval, targets = [] } of drawn(file)) {
      expect(datasource?.uid, title).toBe(source?.uid);
      expect(interval, title).toBe(source?.jsonData.timeInterval);
      expect(targets.length, title).toBeGreaterThan(0);
      for (const target of targets) {
        expect(target.datasource.uid, title).toBe(source?.uid);
        expect(target.interval, title).toBe(source?.jsonData.timeInterval);
      }
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
    }
  });

  test('tells of each panel what is there, what good looks like and what to do otherwise, with a unit', () => {
    expect(drawn(file).length).toBeGreaterThan(3);
    for (const { title, description, fieldConfig } of drawn(file)) {
      expect(title).not.toBe('');
      expect(description, title).toMatch(/^[A-Z].+\.\n\n\*\*Good:\*\* .+\.\n\n\*\*Otherwise:\*\* .+\.$/);
      expect(fieldConfig?.defaults.unit, title).toMatch(/^[a-z]+$/);
    }
  });

  test('uses the choice of a device exactly if it has one', () => {
    const isUsed = drawn(file).some(({ targets = [] }) => targets.some(({ expr }) => expr.includes('$device')));
    expect(file.templating.list.map(({ name }) => name)).toEqual(isUsed ? ['device'] : []);
  });
});

function overlap({ gridPos: a }: GrafanaPanelFile, { gridPos: b }: GrafanaPanelFile): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
