import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { collector, host, store } from '../../../grafana/src/stack-names.ts';
import { metrics, sdkMetrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { grafanaFiles, vmuiFiles } from './generated.ts';
import { metricNamesOf } from './metric-names-of.ts';
import { sourceFiles } from './source-files.ts';

const ofSensor = [...Object.values(metrics), ...Object.values(sdkMetrics)].flatMap((metric) => {
  const name = prometheusName(metric);
  return metric.kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
});
const known = new Set<string>(
  [collector, host, store].flatMap((names) => Object.values<string>(names)).concat(ofSensor),
);

const expressions = [
  ...grafanaFiles.flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))),
  ...vmuiFiles.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap(({ expr }) => expr))),
];

test('every query names metrics of the registry, or those that the stack has by its configuration', () => {
  const names = new Set(expressions.flatMap(metricNamesOf));
  expect(names.size).toBeGreaterThan(50);
  expect([...names].filter((name) => !known.has(name))).toEqual([]);
});

test('every name of the stack is asked for somewhere', () => {
  const asked = new Set(expressions.flatMap(metricNamesOf));
  const names = [collector, host, store].flatMap((group) => Object.values<string>(group));
  expect(names.filter((name) => !asked.has(name))).toEqual([]);
});

test('no metric of the sensor is a literal in the sources of the dashboards', () => {
  const own = ofSensor.filter((name) => !/^process_/.test(name));
  for (const { path, text } of sourceFiles()) {
    const literals = [...text.matchAll(/'([^']*)'|`([^`]*)`/g)]
      .map(([literal]) => literal)
      .filter((literal) => !literal.includes(' '));
    expect(
      own.filter((name) => literals.some((literal) => literal.includes(name))),
      path,
    ).toEqual([]);
  }
});

test('the sources of the dashboards import the registry, names and limits, and nothing else of the project', () => {
  const allowed = [
    'sensor/src/metric-names.ts',
    'sensor/src/prometheus-name.ts',
    'stack/device-state.ts',
    'stack/limits.ts',
    'stack/loss-expression.ts',
    'stack/stored-names.ts',
  ];
  const imports = sourceFiles().flatMap(({ path, text }) =>
    [...text.matchAll(/from '(\.[^']+)'/g)].map(([, to = '']) => normalize(join(dirname(path), to))),
  );
  expect(imports.length).toBeGreaterThan(50);
  expect(imports.filter((path) => !path.startsWith('grafana/src/') && !allowed.includes(path))).toEqual([]);
});
