import { lineChart } from '../chart/line-chart.ts';
import { limitChart } from './limit-chart.ts';
import type { Measured } from './measure-scenario.ts';
import { mebibytes } from './mebibytes.ts';
import { bounds, minuteRates, serviceFits } from './service-fit.ts';

export function memoryFigure(measured: readonly Measured[]): string {
  const rows = (one: Measured) =>
    serviceFits(one).map((fit) => ({
      name: fit.service,
      limit: mebibytes(fit.limitBytes),
      anonymous: mebibytes(fit.anonymousBytes),
      activeFile: mebibytes(fit.activeFileBytes),
      otherFile: mebibytes(Math.max(0, fit.fileBytes - fit.activeFileBytes)),
      note: `ready ${fit.readySeconds === null ? 'never' : `${fit.readySeconds.toFixed(1)} s`}, ${fit.majorFaultsPerSecond.toFixed(2)} faults/s, CPU ${fit.cpuPercent.toFixed(1)} %`,
      fits: fit.fits,
    }));
  const alone = measured.filter(({ scenario }) => scenario.service !== undefined);
  const together = measured.filter(({ scenario }) => scenario.service === undefined);
  return limitChart({
    title: 'Memory of each service against its limit, from a cold page cache, under its stated load',
    unit: 'MiB',
    groups: [
      ...(alone.length === 0 ? [] : [{ name: 'each alone', rows: alone.flatMap(rows) }]),
      ...together.map((one) => ({ name: `${one.scenario.name}, ${one.scenario.devices} devices`, rows: rows(one) })),
    ],
  });
}

export function faultFigures(measured: readonly Measured[]): Record<string, string> {
  const together = measured.filter(({ scenario, samples }) => scenario.service === undefined && samples.length > 0);
  return Object.fromEntries(
    together.map(({ scenario, ready, samples }) => [
      `faults-${scenario.name}`,
      lineChart({
        title: `Major faults a second after the start: ${scenario.name}, ${scenario.devices} devices`,
        x: { label: 'after ready', unit: 'minutes' },
        y: { label: 'major faults', unit: '1/s', from: 0 },
        series: ready.map((service) => ({
          name: service.service,
          points: minuteRates(service, samples).map(
            ({ minute, majorFaultsPerSecond }) => [minute, majorFaultsPerSecond] as const,
          ),
        })),
        goal: { value: bounds.majorFaultsPerSecond, label: 'below this it fits' },
      }),
    ]),
  );
}
