import { type Variant, type VariantLimits, variants } from '../../../stack/limits.ts';
import { anonymousOfEach, anonymousTogether, components, ofEach } from '../components.ts';
import type { Inputs } from '../dashboards.ts';
import { deviceName } from '../expression.ts';
import { type GraphPanel, graph, ofLimit } from '../panel.ts';
import { bytes, share } from '../unit.ts';

const mebibyte = 1024 ** 2;
const ofCollector =
  'The collector does not know its anonymous memory: its line is what its Go runtime has had from the kernel, which is more (21.9 MiB where the kernel counted 12.8).';
const notReporting = `The health service and Grafana do not report themselves and are not in it. ${ofCollector}`;

export const anonymous = ({ limits, budgetBytes }: Inputs) =>
  graph({
    title: `Anonymous memory of the stack, of ${budgetBytes / mebibyte} MB`,
    shows: `Memory that the kernel cannot take back, of each component on top of the other, and the line of ${budgetBytes / mebibyte} MB that all limits together stay below. ${notReporting}`,
    good: 'flat, at a third of the line or less: file pages need the rest.',
    otherwise: 'find the component that rises in the panels below, and in `npm run budget`, which knows all of them.',
    unit: bytes,
    stacked: true,
    // Of what those may take that are drawn: against the whole line, which has Grafana's share in it, it would never be much.
    thresholds: ofLimit(sum(components.map(({ service }) => limitOf(limits.default, service)))),
    queries: [
      ...anonymousOfEach(({ anonymousBytes }) => anonymousBytes),
      { expr: anonymousTogether, legend: `${deviceName} together`, vmuiOnly: true },
      { expr: `${budgetBytes}`, legend: 'all limits together', role: 'limit' },
    ],
  });

/** One panel for all variants of the same limits. */
export const shareOfLimit = ({ limits }: Inputs): readonly GraphPanel[] =>
  variantsByLimits(limits).map((names) =>
    graph({
      title: `Anonymous memory against its limit: ${names.join(', ')}`,
      shows: `Each component's anonymous memory as a share of its limit in the variant ${names.join(' or ')} (the compose files say how much). Meant for containers: plain processes have no limit. ${ofCollector}`,
      good: 'below 75 %.',
      otherwise:
        'above it, too little is left for the pages of the program, and it thrashes instead of being killed: look at major faults. A variant with larger limits is in .env.example.',
      unit: share,
      softMax: 1,
      thresholds: ofLimit(1),
      queries: anonymousOfEach(
        ({ anonymousBytes, service }) => `${anonymousBytes} / ${limitOf(limits[names[0]], service)}`,
      ),
    }),
  );

export const resident = () =>
  graph({
    title: 'Resident memory',
    shows:
      'Anonymous memory and the file pages that each component has mapped: its program, and the files that it works on.',
    good: 'anything: file pages are given back when they are needed.',
    otherwise: 'this is what `top` shows, and it says little about limits. Look at anonymous memory and major faults.',
    unit: bytes,
    queries: ofEach(({ residentBytes }) => residentBytes),
  });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function variantsByLimits(limits: Inputs['limits']): readonly (readonly [Variant, ...Variant[]])[] {
  const groups = new Map<string, [Variant, ...Variant[]]>();
  for (const variant of variants) {
    const key = components.map(({ service }) => limitOf(limits[variant], service)).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [variant]);
    else group.push(variant);
  }
  return [...groups.values()];
}

function limitOf(limits: VariantLimits, service: string): number {
  const found = limits[service];
  if (found === undefined) throw new RangeError(`the compose files have no service ${service}`);
  return found.memoryBytes;
}
