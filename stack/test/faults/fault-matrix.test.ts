import { describe, expect, test } from 'vitest';
import { serviceOf } from '../../faults/memory-watch.ts';
import { isKept } from '../../faults/scenario.ts';
import { scenarios } from '../../faults/scenario-list.ts';
import { createRandom } from '../../faults/seeded-random.ts';
import { isRoot } from '../../faults/small-disk.ts';
import { readServiceLimits } from '../../limits.ts';
import type { ComponentId } from '../../native/commands.ts';
import { binaries, root, withoutBinaries } from '../pipeline/pipeline.ts';

const seed = Number(process.env['FAULTS_SEED'] ?? Math.floor(Math.random() * 10_000));
process.stdout.write(`random moments of the faults: FAULTS_SEED=${seed}\n`);

/** Several at a time: most of each is waiting. Each has processes, ports and folders of its own. */
describe
  .skipIf(withoutBinaries)
  .concurrent('no more is lost than is documented, by [needs collector and VictoriaMetrics]', () => {
    test.for(scenarios.map((scenario, index) => ({ ...scenario, index })))(
      '$name',
      async ({ run, rounds, needsRoot, index }, context) => {
        if (needsRoot && !isRoot) context.skip('only root may mount a small disk');
        const result = await run({
          root,
          binaries: await binaries(),
          // Of its own, so that it does not depend on what runs beside it.
          random: createRandom(seed + index),
          isLong: false,
          rounds: rounds.short,
          enter: {},
          dropCaches: async () => {},
          tell: () => {},
          ended: () => {},
        });
        if (result.failure !== undefined) throw result.failure;
        expect(result.rounds.length).toBeGreaterThanOrEqual(rounds.short);
        for (const round of result.rounds) {
          context.expect(round.pushes).toBeGreaterThan(0);
          context.expect(round).toSatisfy(isKept);
        }
        for (const [id, peakBytes] of Object.entries(result.peakBytes) as [ComponentId, number][]) {
          const { memoryBytes } = await readServiceLimits(root, serviceOf[id]);
          // Nothing that runs is smaller: it was looked at.
          context.expect(peakBytes, id).toBeGreaterThan(1_000_000);
          context.expect(peakBytes, id).toBeLessThan(memoryBytes);
        }
      },
    );
  });
