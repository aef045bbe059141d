import { describe, expect, test } from 'vitest';
import { diagnose } from '../../doctor/checks.ts';
import { doctorJson } from '../../doctor/doctor-json.ts';
import { known, unknown } from '../../doctor/fact.ts';
import type { Facts } from '../../doctor/facts.ts';
import { renderDoctor } from '../../doctor/render-doctor.ts';
import { createPaint } from '../../paint.ts';
import { healthyFacts, series, service } from './healthy-facts.ts';

const dashboards = {
  tunnel: 'ssh -L 8428:127.0.0.1:8428 edge-device',
  links: ['http://127.0.0.1:8428/vmui'],
};
const ill: Partial<Facts> = {
  services: known([service({ isUp: false, state: 'exited', exitCode: 137, error: 'no space left on device' })]),
  expected: undefined,
  clockSync: known(false),
  readAhead: unknown("Docker's folder cannot be seen from here"),
  series: known(series({ ignored: { small_timestamp: 12 } })),
  source: 'replay:/app/recordings/jfk.csv',
};

function rendered(changes: Partial<Facts>, columns = 80, inColour = false): string {
  const facts = healthyFacts(changes);
  return renderDoctor({ facts, findings: diagnose(facts), dashboards }, { columns, paint: createPaint(inColour) });
}

describe('renderDoctor', () => {
  test.each([
    [30, 50],
    [50, 50],
    [80, 80],
    [300, 110],
  ])('keeps within a terminal of %d columns', (columns, bound) => {
    const lines = rendered(ill, columns).split('\n');
    expect(lines.filter((line) => line.length > bound)).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
  });

  test('shows each finding with what was seen and what to do', () => {
    const text = rendered(ill);
    expect(text).toMatch(/✗ service-down {2}victoriametrics\n.*exit code 137.*No space left/);
    expect(text).toMatch(/! rows-ignored {2}small_timestamp/);
    expect(text).toMatch(/→ docker compose logs/);
    expect(text).toMatch(/✗ 1 error, 2 warnings, 1 note/);
  });

  test('says so where nothing is wrong, and how long a point took', () => {
    const text = rendered({});
    expect(text).toContain('✓ Nothing to find fault with.');
    expect(text).toContain('in 2.3 s');
    expect(text).not.toContain('runbook');
  });

  test.each([{}, ill])('always ends with the way in from a laptop', (changes) => {
    expect(rendered(changes).trimEnd().split('\n').slice(-2)).toEqual([
      `    ${dashboards.tunnel}`,
      `    ${dashboards.links[0]}`,
    ]);
  });

  test('tells what could not be looked at', () => {
    expect(rendered(ill)).toMatch(/Could not be looked at:\n.*read-ahead: Docker's folder/);
    expect(rendered({})).not.toContain('Could not');
  });

  test('writes no control sequence without colour', () => {
    expect(rendered(ill, 80, true)).toContain('\x1b[31m');
    expect(rendered(ill)).not.toContain('\x1b');
  });
});

describe('doctorJson', () => {
  const parsed = (changes: Partial<Facts>) => {
    const facts = healthyFacts(changes);
    return JSON.parse(doctorJson(facts, diagnose(facts), dashboards));
  };

  test('is well where nothing is worse than a note', () => {
    expect(parsed({ source: 'replay:x' })).toMatchObject({
      mode: 'compose',
      project: 'otel-edge',
      well: true,
      findings: [{ name: 'readings-are-recorded', severity: 'note', subject: null }],
      canary: { outcome: 'returned', latencyMillis: 2_300 },
      unchecked: [],
      dashboards,
    });
  });

  test('has each finding, the worst first, and what is unknown', () => {
    const report = parsed(ill);
    expect(report).toMatchObject({ well: false, unchecked: [{ what: "the disk's read-ahead" }] });
    expect(report.findings[0]).toMatchObject({ name: 'service-down', subject: 'victoriametrics' });
  });

  test('has null for a canary that was not sent', () => {
    expect(parsed({ canary: undefined }).canary).toBeNull();
  });
});
