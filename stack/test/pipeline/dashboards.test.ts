import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Panel } from '../../../grafana/src/panel.ts';
import { vmuiExpression } from '../../../grafana/src/render/vmui-dashboard.ts';
import { findChromium } from '../../dashboards/find-chromium.ts';
import { openVmui } from '../../dashboards/vmui-page.ts';
import { declared, grafanaFiles, vmuiFiles } from '../dashboards/generated.ts';
import { metricNamesOf } from '../dashboards/metric-names-of.ts';
import { startFaultyPipeline } from './faulty-pipeline.ts';
import { type Pipeline, withoutBinaries } from './pipeline.ts';

const chromium = await findChromium(process.env);
// In CI .ci/run installs it, and its absence is a failure.
const withoutChromium = chromium === undefined && process.env['CI'] !== 'true';

interface Asked {
  readonly panel: string;
  readonly expr: string;
  readonly instant: boolean;
}

describe.skipIf(withoutBinaries)(
  'the dashboards, on a pipeline with faults [needs collector and VictoriaMetrics]',
  () => {
    let pipeline: Pipeline;
    let url = '';
    let fromMillis = 0;
    beforeAll(async () => {
      fromMillis = Date.now();
      pipeline = await startFaultyPipeline();
      url = `http://127.0.0.1:${pipeline.ports.victoriaMetrics}`;
    });
    afterAll(() => pipeline?.close());

    /** Those without a single value since the start. */
    async function emptyOnes(queries: readonly Asked[]): Promise<readonly Asked[]> {
      const empty: Asked[] = [];
      for (const query of queries) if (!(await hasData(query))) empty.push(query);
      return empty;
    }

    async function hasData({ expr, instant }: Asked): Promise<boolean> {
      if (instant) return (await pipeline.store.query(expr)).some(({ value }) => Number.isFinite(value));
      const range = { fromMillis, toMillis: Date.now(), stepMillis: 5_000 };
      const series = await pipeline.store.queryRange(expr, range);
      return series.some(({ values }) => values.some(Number.isFinite));
    }

    /** Empty, though nothing says that it may be, or though the store has what it asks for. */
    async function wronglyEmpty(queries: readonly Asked[]): Promise<readonly string[]> {
      const inStore = new Set((await pipeline.store.query('{__name__!=""}')).map(({ labels }) => labels['__name__']));
      const wrong = (await emptyOnes(queries)).filter(
        ({ expr }) => !mayBeEmpty.has(expr) || metricNamesOf(expr).some((name) => inStore.has(name)),
      );
      return wrong.map(({ panel, expr }) => `${panel}: ${expr}`);
    }

    test.each(grafanaFiles.map((file) => [file.title, file] as const))(
      'every query of %s gives data in Grafana, with all devices chosen',
      async (_title, { panels }) => {
        const queries = panels.flatMap(({ title, targets = [] }) =>
          targets.map(({ expr, instant }) => ({ panel: title, expr: asGrafanaSends(expr), instant })),
        );
        expect(queries.length).toBeGreaterThan(5);
        expect(await wronglyEmpty(queries)).toEqual([]);
      },
    );

    test.each(vmuiFiles.map((file) => [file.title, file] as const))(
      'every query of %s gives data in vmui',
      async (_title, { rows }) => {
        const panels = rows.flatMap((row) => row.panels);
        const queries = panels.flatMap(({ title, expr }) =>
          expr.map((text) => ({ panel: title, expr: text, instant: false })),
        );
        expect(queries.length).toBeGreaterThan(5);
        expect(await wronglyEmpty(queries)).toEqual([]);
      },
    );

    test('a device that has gone silent is counted within a minute, and none before', async () => {
      const expr = expressionOf('Silent now');
      const now = Date.now();
      const silentAt = async (atMillis: number) => (await pipeline.store.query(expr, { atMillis }))[0]?.value;
      expect(await silentAt(now)).toBe(1);
      // A minute on without a push of anybody: sensor, collector, host and VictoriaMetrics are silent as well.
      expect(await silentAt(now + 60_000)).toBe(1 + 4);
    });

    describe.skipIf(withoutChromium)('opened in a browser [needs Chromium]', () => {
      test('vmui shows one device alone where a picture is of one', async () => {
        const devicesOf = async (device: { readonly device?: string }): Promise<string> => {
          const vmui = await openVmui({
            url,
            chromium: chromium ?? 'chromium',
            widthPixels: 1280,
            heightPixels: 3000,
            ...device,
          });
          try {
            return (await vmui.open('Fleet')).flatMap(({ legend }) => legend).join('\n');
          } finally {
            await vmui.close();
          }
        };
        expect(await devicesOf({})).toContain('silent-device');
        const alone = await devicesOf({ device: 'test-device' });
        expect(alone).toContain('test-device');
        expect(alone).not.toContain('silent-device');
      });

      test.each([
        // As high as a few screens: panels ask for their data when they come into sight.
        { on: 'a desktop', widthPixels: 1280, heightPixels: 3000, leastShare: 0.45 },
        { on: 'a phone', widthPixels: 400, heightPixels: 860, leastShare: 0.9 },
      ])('vmui draws every panel without an error on $on', async ({ widthPixels, heightPixels, leastShare }) => {
        const vmui = await openVmui({ url, chromium: chromium ?? 'chromium', widthPixels, heightPixels });
        try {
          expect(await vmui.titles()).toEqual(vmuiFiles.map(({ title }) => title));
          for (const { title, rows } of vmuiFiles) {
            const drawn = await vmui.open(title);
            const titles = rows.flatMap(({ panels }) => panels.map((panel) => panel.title));
            expect(drawn.map((panel) => panel.title)).toEqual(titles);
            for (const panel of drawn) {
              expect(panel, title).toMatchObject({ isDrawn: true, alerts: [] });
              expect(panel.widthPixels, `${title}: ${panel.title}`).toBeGreaterThan(widthPixels * leastShare);
            }
            const withoutLine = drawn.filter(({ legend }) => legend.length === 0).map((panel) => panel.title);
            expect(
              withoutLine.filter((name) => !panelsThatMayBeEmpty.has(name)),
              title,
            ).toEqual([]);
          }
          expect(vmui.problems).toEqual([]);
        } finally {
          await vmui.close();
        }
      });
    });
  },
);

const panels: readonly Panel[] = declared.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
const drawnPanels = panels.filter((panel) => panel.kind !== 'table');
const mayBeEmpty = new Set(
  drawnPanels.flatMap(({ queries, unit }) =>
    queries
      .filter((query) => query.mayBeEmpty !== undefined)
      .flatMap(({ expr }) => [asGrafanaSends(expr), vmuiExpression(expr, unit)]),
  ),
);
const panelsThatMayBeEmpty = new Set(
  drawnPanels
    .filter(({ queries }) => queries.every((query) => query.mayBeEmpty !== undefined))
    .map(({ title }) => title),
);

/** All devices chosen, and the window that Grafana takes for 15 s. */
function asGrafanaSends(expr: string): string {
  return expr.replaceAll('$device', '.+').replaceAll('$__rate_interval', '60s');
}

function expressionOf(title: string): string {
  const panel = drawnPanels.find((one) => one.title === title);
  return panel?.queries[0]?.expr ?? '';
}
