import { access, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../bench/benchmark.ts';
import { benchmarks } from '../../bench/benchmarks.ts';
import { overheadReport } from '../../bench/http-overhead/overhead-report.ts';
import { report } from '../../bench/pull-vs-push/report.ts';
import { diskReport, queriesReport } from '../../bench/scaling/scaling-report.ts';
import { requestsReport } from '../../bench/seed-tests/requests.ts';
import { uptimeReport } from '../../bench/seed-tests/uptime-report.ts';
import { reportStarts } from '../../bench/sensor-start-report.ts';
import { createFindings } from '../../measurements/findings.ts';
import { differingPaths, generateMeasurements } from '../../measurements/generate-measurements.ts';
import { headlineRows } from '../../measurements/headline.ts';
import { notMeasured } from '../../measurements/not-measured.ts';
import { resultTexts } from '../../measurements/result-texts.ts';
import { inCase } from '../bench/pull-vs-push/case-run.ts';
import { tempDir } from '../temp-dir.ts';
import { root } from './project.ts';

const folder = 'docs/measurements';
const names = benchmarks.map(({ name }) => name);

/** What the tables are made of and go into, to be changed. */
async function copied(): Promise<string> {
  const copy = await tempDir();
  await mkdir(join(copy, 'docs'));
  await cp(join(root, folder), join(copy, folder), { recursive: true });
  await cp(join(root, 'README.md'), join(copy, 'README.md'));
  return copy;
}

async function changeFindings(
  copy: string,
  benchmark: string,
  change: (findings: Finding[]) => readonly Finding[],
): Promise<void> {
  const file = join(copy, folder, benchmark, 'findings.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as Finding[])));
}

describe('the tables of measurements', () => {
  test('are what npm run measurements makes of the data', async () => {
    expect(differingPaths(await generateMeasurements(root, benchmarks))).toEqual([]);
  });
  test('differ where a measurement is another one', async () => {
    const copy = await copied();
    await changeFindings(copy, 'idle', (findings) => findings.map((one) => ({ ...one, value: 0.4 })));
    expect(differingPaths(await generateMeasurements(copy, benchmarks))).toEqual(['README.md', `${folder}/README.md`]);
  });
  test('tell a missed goal in bold', async () => {
    const copy = await copied();
    await changeFindings(copy, 'growth', (findings) => findings.map((one) => ({ ...one, value: 2 })));
    for (const { wanted } of await generateMeasurements(copy, benchmarks))
      expect(wanted).toContain('< 2 MB: **missed**');
  });
  test.each([
    ['is missing', () => []],
    ['is there twice', (findings: Finding[]) => [...findings, ...findings]],
  ])('are not made where a measure %s', async (_what, change) => {
    const copy = await copied();
    await changeFindings(copy, 'start-once', change);
    await expect(generateMeasurements(copy, benchmarks)).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining('start-once'),
    });
  });
  test('say of a benchmark that has no data why', async () => {
    const copy = await copied();
    await changeFindings(copy, 'idle', () => []);
    const [missing = ''] = Object.keys(notMeasured);
    const known = benchmarks.filter(({ name }) => name === missing);
    const tables = await generateMeasurements(copy, known);
    expect(tables[1]?.wanted).toContain(`not measured yet: ${notMeasured[missing]}`);
  });
});

describe('every benchmark', () => {
  test.each(names)('%s has data, or stands in the list of those without, with a reason', async (name) => {
    const files = await readdir(join(root, folder, name)).catch(() => []);
    const hasData = (files as string[]).includes('findings.json') && (files as string[]).includes('conditions.json');
    // With data the reason is no longer true: it goes out of stack/measurements/not-measured.ts.
    expect(notMeasured[name] !== undefined).toBe(!hasData);
  });
  test('no list has a benchmark that there is not', () => {
    for (const list of [Object.keys(notMeasured), Object.keys(resultTexts), headlineRows.map((row) => row.benchmark)])
      expect(names).toEqual(expect.arrayContaining(list));
  });
});

describe('links to measurements', () => {
  test.each([
    ['README.md', /^docs\/measurements/],
    [`${folder}/README.md`, /./],
  ])('of %s lead to what is there', async (file, pattern) => {
    const text = await readFile(join(root, file), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const wanted = links.filter((link) => pattern.test(link));
    expect(wanted.length).toBeGreaterThan(0);
    for (const link of wanted) await access(join(root, dirname(file), link));
  });
});

describe('what a report finds is what the tables ask it for', () => {
  /** Both what the line of docs/measurements and those of the README say. */
  const texts = (benchmark: string, list: readonly Finding[]): string => {
    const findings = createFindings(benchmark, list);
    const rows = headlineRows.filter((row) => row.benchmark === benchmark);
    const goals = rows.flatMap((row) => row.goals(findings));
    for (const goal of goals) expect(goal.goal, goal.measure).toBeDefined();
    return [resultTexts[benchmark]?.(findings), ...rows.map((row) => row.measured(findings))].join('\n');
  };
  const all = [0, 1, 2, 3];

  test('pull-vs-push: the fixed pull comes first, and all is said', () => {
    const compared = [...inCase('undisturbed', [all, all, all]), ...inCase('cut-network', [[0], [0, 1], all])];
    const text = texts('pull-vs-push', report({ compared, faults: [] }, {}).findings);
    expect(text).toMatch(/^push takes 0\.75 times the memory of a pull without the faults/);
    expect(text).toContain('100 % (of 8: faulty pull 5, fixed pull 6, push 8)');
    expect(text).toContain('0.45 times the memory of the original design');
    expect(text).not.toMatch(/NaN|undefined|not measured/);
    expect(headlineRows[0]?.benchmark).toBe('pull-vs-push');
  });
  test('http-overhead: every number of connections', () => {
    const rounds = [1, 16, 64].flatMap((connections) =>
      (['instrumented', 'bare'] as const).map((app) => ({
        ...{
          pair: 1,
          connections,
          app,
          requests: 1000,
          cpuShare: 0.95,
          otherShare: 0,
          p50Millis: 0.4,
          p99Millis: 1.2,
          pushes: 1,
        },
        ...{ requestsPerSecond: app === 'bare' ? 1000 : 900, cpuMicrosPerRequest: app === 'bare' ? 20 : 22 },
      })),
    );
    const { findings } = overheadReport(rounds, { connectionCounts: [1, 16, 64] });
    expect(texts('http-overhead', findings)).toContain(
      'ratio of requests/s 0.9 (0.9-0.9) at 1 connection, 0.9 (0.9-0.9) at 16 connections, 0.9 (0.9-0.9) at 64 connections; 22 µs (22-22) of processor time a request against 20 µs (20-20) at 16 connections',
    );
  });
  test('sensor-start: whatever the limit is', () => {
    const start = { run: 1, cold: true, readyMillis: 500, anonymousBytes: 23e6, fileBytes: 0 };
    const cases = [false, true].flatMap((limited) =>
      (['bundle', 'type stripping'] as const).map((variant) => ({ variant, limited })),
    );
    const starts = cases.map((one) => ({ ...start, ...one, majorFaults: 1, majorFaultsPerSecondAfter: 0 }));
    const { findings } = reportStarts(starts, cases, { timeoutMillis: 30_000, limitBytes: 72 * 1024 ** 2 });
    expect(findings[2]?.measure).toBe('bundle, 72 MiB: spawn to ready');
    expect(texts('sensor-start', findings)).toMatch(/^Within the limit: bundle 500 ms/);
  });
  test('requests', () => {
    const run = (name: 'steady' | 'quick', count: number, perSecond: number) => ({
      ...{ name, count, perSecond, failed: 0 },
      millis: Array(count).fill(2.5),
    });
    const text = texts('requests', requestsReport([run('steady', 600, 1), run('quick', 100, 10)]).findings);
    expect(text).toContain('1 a second: 600 of 600 answered, mean 2.5 ms, 99th percentile 2.5 ms, slowest 2.5 ms');
    expect(text).toContain('10 a second: 100 of 100 answered');
  });
  test('scaling', () => {
    const kind = { name: 'recorded, the last digit flickers', isGoal: true, value: () => 0 };
    const disk = diskReport([{ kind, samples: 1000, dataBytes: 500, otherBytes: 1 }], {
      retentionDays: 7,
      series: 5000,
    });
    const panel = { dashboard: 'Device', title: 'a', expressions: ['a'], failed: 0, lastFailure: undefined };
    const queries = queriesReport({ panels: [{ ...panel, millis: [120] }], series: 1, samples: 1 });
    const loads = [100, 20_000].map((series) => ({
      measure: `memory of all components: ${series} series, a point every 15 s`,
      ...{ value: series / 10, unit: 'MiB' },
    }));
    const text = texts('scaling', [...loads, ...disk.findings, ...queries.findings]);
    expect(text).toContain('0.5 B per sample of recorded readings');
    expect(text).toContain('slowest panel 120 ms');
    expect(text).toContain('10 MiB with 100 series of other devices, 2,000 MiB with 20,000');
  });
  test('uptime', () => {
    const minute = { url: 'http://127.0.0.1:8000', asked: 60, answered: 60, medianMillis: 2, slowestMillis: 9 };
    const minutes = Array.from({ length: 60 }, (_, index) => ({
      ...minute,
      ...{ atMillis: index * 60_000, anonymousBytes: 25e6, uptimeSeconds: index },
    }));
    expect(texts('uptime', uptimeReport(minutes).findings)).toBe(
      '100 % of the requests in 1 h, memory grew by 0 MB, 0 restarts',
    );
  });
});
