import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { duplicatedPushes, lossExpression, lostPushes, lostPushesOfGraph } from '../loss-expression.ts';

// What the expressions find is tried on a real VictoriaMetrics: pipeline/spool-loss.test.ts.
describe('lossExpression', () => {
  test('asks for one device or all, over the window that was given', () => {
    const options = { window: '1h', matchers: 'host_name="cellar"' };
    expect(duplicatedPushes(options)).toContain('sensor_push_sequence{host_name="cellar"}[1h]');
    expect(lostPushes(options)).toContain('sensor_push_sequence{host_name="cellar"}[5s]');
    expect(lostPushes({ window: '6h', step: '1s' })).toMatch(/sensor_push_sequence\{\}\[1s\].*\[6h:1s\]/);
  });

  test('is what the runbook has for people to copy', async () => {
    const text = await readFile(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
    expect(text).toContain(`\n\`\`\`promql\n${lossExpression({ window: '1h' })}\n\`\`\`\n`);
  });

  test('looks once at the end of a graph, where it is told so', () => {
    const once = lostPushes({ window: '1h', at: 'end()' });
    expect(once.split('[1h:5s] @ end()')).toHaveLength(3);
    expect(lostPushes({ window: '1h' })).not.toContain('@');
  });

  test('has no step in a graph: a week of steps is more than a small store answers', () => {
    const graph = lostPushesOfGraph({ window: '1h', matchers: 'host_name="cellar"' });
    expect(graph).toContain('sensor_push_sequence{host_name="cellar"}[1h]');
    expect(graph).not.toMatch(/\[\w+:\w*\]/);
  });

  test('gives both under a label that tells them apart', () => {
    const options = { window: '1h' };
    const both = lossExpression(options);
    expect(both).toContain(`label_set(${lostPushes(options)}, "pushes", "lost")`);
    expect(both).toContain(`label_set(${duplicatedPushes(options)}, "pushes", "duplicated")`);
  });
});
