import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { listenForStop } from '../stop-signals.ts';

function setup() {
  const source = new EventEmitter();
  let now = 1_000;
  const signals = listenForStop(source, () => now);
  return {
    ...signals,
    send: (signal: string) => source.emit(signal),
    wait: (millis: number) => {
      now += millis;
    },
  };
}

describe('listenForStop', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('stops at the first %s', (signal) => {
    const { stopSignal, killSignal, send } = setup();
    expect(stopSignal.aborted).toBe(false);
    send(signal);
    expect([stopSignal.aborted, killSignal.aborted]).toEqual([true, false]);
  });

  test('takes what follows within half a second for the same key press', () => {
    const { killSignal, send, wait } = setup();
    send('SIGINT');
    wait(499);
    send('SIGINT');
    expect(killSignal.aborted).toBe(false);
  });

  test('kills at another one from half a second on', () => {
    const { killSignal, send, wait } = setup();
    send('SIGINT');
    wait(500);
    send('SIGINT');
    expect(killSignal.aborted).toBe(true);
  });
});
