import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import type { Behaviour, FaultProxy } from '../fault-proxy.ts';
import { type FaultRun, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import type { Round, Scenario } from '../scenario.ts';

interface EndpointFault {
  readonly behaviour: Behaviour;
  readonly what: string;
  /** The endpoint says that it will never take them. */
  readonly refuses?: true;
  /** It says how long nothing shall come. */
  readonly pauseSeconds?: number;
}

const pauseSeconds = 3;

const faults: Readonly<Record<string, EndpointFault>> = {
  503: { behaviour: { kind: 'status', status: 503 }, what: 'answers 503' },
  429: {
    behaviour: { kind: 'status', status: 429, retryAfterSeconds: pauseSeconds },
    what: `answers 429 with Retry-After: ${pauseSeconds}`,
    pauseSeconds,
  },
  400: { behaviour: { kind: 'status', status: 400 }, what: 'answers 400', refuses: true },
  hang: { behaviour: { kind: 'hang' }, what: 'takes requests and never answers' },
  reset: { behaviour: { kind: 'reset' }, what: 'resets connections' },
  slow: { behaviour: { kind: 'slow', millis: 700 }, what: 'answers 0.7 s late' },
};

interface Placed {
  readonly place: keyof typeof places;
  readonly name: string;
  readonly fault: EndpointFault;
}

/** Who sends to it. */
const places = { collector: 'sensor', victoriametrics: 'collector' } as const;

/** Every fault of an endpoint, before the collector and before the store. */
export const endpointScenarios: readonly Scenario[] = (['collector', 'victoriametrics'] as const).flatMap((place) =>
  Object.entries(faults).map(([name, fault]) => endpointScenario(place, name, fault)),
);

const refusedPushes = [prometheusName(metrics.pushesDropped), 'reason="refused"'] as const;

function endpointScenario(place: keyof typeof places, name: string, fault: EndpointFault): Scenario {
  return {
    name: `${place}-${name}`,
    fault: `the ${places[place]}'s endpoint ${fault.what}`,
    promise: fault.refuses ? 'what it refused, counted' : 'nothing',
    needsRoot: false,
    rounds: { short: 1, long: 3 },
    run: (context) =>
      withFaultRun(context, { proxyBefore: place }, (run) =>
        repeatRounds(run, context, () => faultOnce(run, { place, name, fault }, context.isLong ? 60_000 : 5_000)),
      ),
  };
}

async function faultOnce(run: FaultRun, { place, name, fault }: Placed, outageMillis: number): Promise<Round> {
  const proxy = proxyOf(run);
  const disturbedBefore = proxy.disturbed();
  const refusedBefore = await run.sensorCounter(...refusedPushes);
  let taken = 0;
  let disturbed = 0;
  let outageSeconds = 0;
  const round = await outageRound(run, {
    variant: name,
    async happens() {
      const takenBefore = await run.sent();
      const startedAt = performance.now();
      proxy.behave(fault.behaviour);
      await sleep(outageMillis);
      proxy.behave({ kind: 'forward' });
      disturbed = proxy.disturbed() - disturbedBefore;
      outageSeconds = (performance.now() - startedAt) / 1000;
      taken = (await run.sent()) - takenBefore;
    },
    note: () => `${disturbed} requests disturbed`,
  });
  const problem = problemOf(fault, disturbed, outageSeconds);
  if (!fault.refuses) return { ...round, problem };
  const refused = (await run.sensorCounter(...refusedPushes)) - refusedBefore;
  // The sensor counts what was refused to it. What was refused to the collector it cannot know: all that it took meanwhile, and one push at each end.
  return { ...round, problem, allowedLost: place === 'collector' ? refused : taken + 2 };
}

function problemOf({ pauseSeconds: pause }: EndpointFault, disturbed: number, outageSeconds: number): string {
  if (disturbed === 0) return 'the fault did not happen: no request met it';
  // One at the beginning, one after each pause, and one for the clock of whoever waits.
  const most = pause === undefined ? disturbed : Math.floor(outageSeconds / pause) + 2;
  return disturbed > most ? `${disturbed} requests in spite of Retry-After, ${most} at most` : '';
}

function proxyOf({ proxy }: FaultRun): FaultProxy {
  if (proxy === undefined) throw new Error('no proxy was asked for');
  return proxy;
}
