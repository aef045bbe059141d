import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { sentence } from '../in-words.ts';
import { logsOf } from '../next-step.ts';

/** Whether the device measures something, and whether it is real. */
export function checkReadings(facts: Facts): readonly Finding[] {
  const { source } = facts;
  if (source === undefined || source.startsWith('replay:')) {
    const seen = `The sensor plays back a recording${source === undefined ? '' : ` (${source})`}; every series of it says sensor_source="replay".`;
    const action = 'For the hardware of this device: SENSOR_SOURCE=auto.';
    return [{ name: 'readings-are-recorded', severity: 'note', seen, action }, ...noReading(facts)];
  }
  const hardware = valueFrom(facts.hardware);
  if (hardware === undefined || hardware.isFound) return noReading(facts);
  return [
    {
      name: 'no-sensor-hardware',
      severity: 'warning',
      subject: `SENSOR_SOURCE=${source}`,
      seen: sentence(hardware.what),
      action:
        'See that the sensor is wired and its driver loaded (dmesg; on a Raspberry Pi a dtoverlay line in /boot/firmware/config.txt). To try without: SENSOR_SOURCE=replay:/app/recordings/jfk.csv in .env; for npm start leave SENSOR_SOURCE unset.',
    },
  ];
}

function noReading(facts: Facts): readonly Finding[] {
  const { status } = valueFrom(facts.sensor) ?? {};
  if (status === undefined || status === 'ok') return [];
  const seen =
    status === 'stale'
      ? 'The newest reading is old: /sensor says stale.'
      : 'There is no reading since the start: /sensor says error.';
  const action = `${logsOf(facts, 'sensor')} names what could not be read.`;
  return [{ name: 'no-reading', severity: 'warning', subject: 'sensor', seen, action }];
}
