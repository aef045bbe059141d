import { metrics } from '../../../sensor/src/metric-names.ts';
import type { Inputs } from '../dashboards.ts';
import { nameOf } from '../expression.ts';
import type { Dashboard } from '../panel.ts';
import { collector } from '../stack-names.ts';
import { activeSeries, collectorPoints, ingestRate, newSeries } from './flow.ts';
import { duplicated, lost, pushes } from './loss.ts';
import { ignored, queries, refused, refusedByStore, storeState } from './refused.ts';
import { clock, collectorMemory, exportTime, hostScrapes, rejected } from './self.ts';
import { collectorQueue, retries, sensorQueue, spool, spooled } from './waiting.ts';

export const pipeline = (inputs: Inputs): Dashboard => ({
  uid: 'otel-edge-pipeline',
  title: 'Pipeline',
  description:
    'The way from the sensor through the collector into VictoriaMetrics: what is lost, what waits, what is refused.',
  choice: {
    devicesOf: `{__name__=~"${nameOf(metrics.pushSequence)}|${collector.uptime}"}`,
    begin: 'all',
  },
  refresh: '30s',
  rows: [
    {
      title: 'Lost, waiting, flowing',
      panels: [lost(), pushes(), collectorQueue(), spool(), duplicated(), ingestRate()],
    },
    { title: 'Waiting and retried', panels: [spooled(), retries(), sensorQueue(), exportTime()] },
    { title: 'Refused and ignored', panels: [refused(), refusedByStore(), ignored(), rejected(), storeState()] },
    {
      title: 'Collector and VictoriaMetrics',
      panels: [
        collectorPoints(),
        collectorMemory(inputs),
        hostScrapes(),
        activeSeries(),
        newSeries(),
        queries(),
        clock(),
      ],
    },
  ],
});
