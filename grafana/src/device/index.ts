import { metrics } from '../../../sensor/src/metric-names.ts';
import type { Inputs } from '../dashboards.ts';
import { nameOf } from '../expression.ts';
import type { Dashboard } from '../panel.ts';
import { attempts, dropped, errorKinds, errorShare, queue } from './errors.ts';
import { humidity, readingAge, recorded, temperature } from './readings.ts';
import { eventLoop, eventLoopBusy, latencies, memory, requests, uptime } from './service.ts';

export const device = (inputs: Inputs): Dashboard => ({
  uid: 'otel-edge-device',
  title: 'Device',
  description: 'What a device measures, and how its sensor service is.',
  choice: { devicesOf: nameOf(metrics.pushSequence), begin: 'one' },
  refresh: '30s',
  rows: [
    { title: 'Readings', panels: [recorded(), temperature(), humidity(), readingAge(), errorShare()] },
    { title: 'Errors and queue', panels: [errorKinds(), attempts(), queue(), dropped()] },
    { title: 'The service', panels: [memory(inputs), eventLoop(), eventLoopBusy(), latencies(), requests(), uptime()] },
  ],
});
