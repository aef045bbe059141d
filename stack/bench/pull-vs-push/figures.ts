import { type Bar, barChart } from '../chart/bar-chart.ts';
import { mebibytes } from '../cold-fit/mebibytes.ts';
import { cases } from './cases.ts';
import type { RunSummary } from './summarize.ts';
import { comparedPlans } from './system-plan.ts';

type Of = (run: RunSummary) => Pick<Bar, 'value' | 'note'>;

/** One per question: cases as groups, the systems as bars. */
export function comparisonFigures(runs: readonly RunSummary[]): Readonly<Record<string, string>> {
  return {
    stored: byCase(
      runs,
      'Which share of the readings is in the store at the end?',
      ['slots of 15 s stored', '%'],
      (run) => ({
        value: (run.stored / run.expected) * 100,
        note: `${run.stored} of ${run.expected}${run.late > 0 ? `, ${run.late} late` : ''}${run.gaps > 0 ? `, longest gap ${run.longestGapSeconds} s` : ''}`,
      }),
    ),
    age: byCase(runs, 'How old is the newest reading in the store?', ['highest age', 's'], ({ ageSeconds }) => ({
      value: ageSeconds.highest,
      note: `${ageSeconds.highest.toFixed(0)} s, median ${ageSeconds.median.toFixed(1)} s`,
    })),
    memory: byCase(
      runs,
      'How much memory does everything take together?',
      ['anonymous and active file', 'MiB'],
      (run) => ({
        value: mebibytes(run.memoryBytes.median),
        note: `${mebibytes(run.memoryBytes.median).toFixed(0)} MiB, highest ${mebibytes(run.memoryBytes.highest).toFixed(0)}`,
      }),
    ),
    cpu: byCase(runs, 'How much processor time does everything take together?', ['share of a core', '%'], (run) => ({
      value: cpuPercent(run),
      note: `${cpuPercent(run).toFixed(1)} %, the service ${((run.serviceCpuSeconds / run.seconds) * 100).toFixed(1)} %`,
    })),
    wire: byCase(runs, 'How many bytes go over the network?', ['both directions, per minute', 'kB'], (run) => ({
      value: kilobytesPerMinute(run, run.wireBytes),
      note: `${kilobytesPerMinute(run, run.wireBytes).toFixed(0)} kB`,
    })),
    written: byCase(runs, 'How many bytes reach a disk?', ['all components, per minute', 'kB'], (run) => ({
      value: kilobytesPerMinute(run, run.writtenBytes),
      note: `${kilobytesPerMinute(run, run.writtenBytes).toFixed(0)} kB`,
    })),
  };
}

export function cpuPercent({ cpuSeconds, seconds }: RunSummary): number {
  return (cpuSeconds / seconds) * 100;
}

export function kilobytesPerMinute({ seconds }: RunSummary, bytes: number): number {
  return (bytes / 1000 / seconds) * 60;
}

function byCase(runs: readonly RunSummary[], title: string, [label, unit]: readonly [string, string], of: Of): string {
  const groups = cases.map(({ name, title: heading }) => ({
    name: heading,
    bars: comparedPlans.flatMap((plan, series) =>
      runs
        .filter((run) => run.case === name && run.system === plan.name)
        .map((run) => ({ name: plan.name, series, ...of(run) })),
    ),
  }));
  return barChart({ title, x: { label, unit }, groups: groups.filter(({ bars }) => bars.length > 0) });
}

/** What each fault costs: four measures, each with a bar per fault. */
export function faultsFigure(runs: readonly RunSummary[]): Readonly<Record<string, string>> {
  const figure = (title: string, [label, unit]: readonly [string, string], of: Of): string =>
    barChart({
      title,
      x: { label, unit },
      groups: [
        { name: 'the original design with', bars: runs.map((run) => ({ name: run.system, series: 0, ...of(run) })) },
      ],
    });
  return {
    'faults-memory': figure('What does each fault cost in memory?', ['service, anonymous, median', 'MiB'], (run) => {
      const value = mebibytes(run.serviceAnonymousBytes.median);
      return {
        value,
        note: `${value.toFixed(1)} MiB, highest ${mebibytes(run.serviceAnonymousBytes.highest).toFixed(1)}`,
      };
    }),
    'faults-cpu': figure('What does each fault cost in processor time?', ['service, share of a core', '%'], (run) => {
      const value = (run.serviceCpuSeconds / run.seconds) * 100;
      return { value, note: `${value.toFixed(2)} %` };
    }),
    'faults-latency': figure(
      'What does each fault cost whoever asks /sensor?',
      ['slowest answer', 'ms'],
      ({ answerMillis }) => ({
        value: answerMillis?.highest ?? 0,
        note:
          answerMillis === null
            ? 'none answered'
            : `${answerMillis.highest.toFixed(1)} ms, median ${answerMillis.median.toFixed(1)} ms`,
      }),
    ),
  };
}
