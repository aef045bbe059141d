import { describe, expect, test } from 'vitest';
import { createProgress } from '../progress.ts';
import { createScreen } from '../screen.ts';

function setup(isTTY: boolean) {
  const written: string[] = [];
  const timers: { millis: number; callback: () => void; isOn: boolean }[] = [];
  let now = 0;
  const progress = createProgress(createScreen({ isTTY, columns: 100, write: (text) => written.push(text) }), {
    now: () => now,
    every(millis, callback) {
      const timer = { millis, callback, isOn: true };
      timers.push(timer);
      return () => {
        timer.isOn = false;
      };
    },
  });
  const advance = (millis: number): void => {
    now += millis;
    for (const timer of timers) if (timer.isOn) timer.callback();
  };
  return { progress, advance, timers, text: () => written.join('') };
}

describe('createProgress without a terminal', () => {
  test('prints one line at the beginning of a step and one every 30 s of it', () => {
    const { progress, advance, timers, text } = setup(false);
    const step = progress.step('compiling', { index: 2, of: 3 });
    expect(text()).toBe('[2/3] compiling\n');
    expect(timers.map(({ millis }) => millis)).toEqual([30_000]);
    step.detail('net/http');
    advance(30_000);
    expect(text()).toBe('[2/3] compiling\n... [2/3] compiling  30 s  net/http\n');
    step.done();
    expect(text()).toContain('[2/3] compiling: done (30 s)\n');
    expect(timers.every(({ isOn }) => !isOn)).toBe(true);
  });
});

describe('createProgress on a terminal', () => {
  test('writes over one line with what is being done and for how long', () => {
    const { progress, advance, text } = setup(true);
    const step = progress.step('compiling');
    step.detail('net/http');
    advance(65_000);
    expect(text().endsWith('\r\x1b[Kcompiling  1m05s  net/http')).toBe(true);
    expect(text()).not.toContain('\n');
  });

  test('leaves no line of a step that took 1.999 s', () => {
    const { progress, advance, text } = setup(true);
    const step = progress.step('compiling');
    advance(1_999);
    step.done();
    expect(text()).toContain('compiling');
    expect(text()).not.toContain('\n');
  });

  test('leaves a line of one that took 2 s', () => {
    const { progress, advance, text } = setup(true);
    const step = progress.step('compiling');
    advance(2_000);
    step.done();
    expect(text()).toContain('compiling: done (2.0 s)\n');
  });

  test('leaves a line of one that failed, however quickly', () => {
    const { progress, text } = setup(true);
    progress.step('compiling').failed();
    expect(text()).toContain('compiling: FAILED (0.0 s)\n');
  });
});
