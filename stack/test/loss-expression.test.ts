import { describe, expect, test } from 'vitest';
import { duplicatedPushes, lossExpression, lostPushes } from '../loss-expression.ts';

// What the expressions find is tried on a real VictoriaMetrics: pipeline/spool-loss.test.ts.
describe('lossExpression', () => {
  test('asks for one device or all, over the window that was given', () => {
    const options = { window: '1h', matchers: 'host_name="cellar"' };
    expect(duplicatedPushes(options)).toContain('sensor_push_sequence{host_name="cellar"}[1h]');
    expect(lostPushes(options)).toContain('sensor_push_sequence{host_name="cellar"}[5s]');
    expect(lostPushes({ window: '6h', step: '1s' })).toMatch(/sensor_push_sequence\{\}\[1s\].*\[6h:1s\]/);
  });

  test('gives both under a label that tells them apart', () => {
    const options = { window: '1h' };
    const both = lossExpression(options);
    expect(both).toContain(`label_set(${lostPushes(options)}, "pushes", "lost")`);
    expect(both).toContain(`label_set(${duplicatedPushes(options)}, "pushes", "duplicated")`);
  });
});
