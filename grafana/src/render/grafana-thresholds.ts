import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from '../common.ts';
import type { Threshold } from '../panel.ts';

export const thresholdSteps = (thresholds: readonly Threshold[]) =>
  thresholds.map(({ from, level }) => ({ value: from ?? null, color: colours[level] }));

export const grafanaThresholds = (thresholds: readonly Threshold[] = [{ level: 'good' }]) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(thresholds));
