import { answered } from './eventually.ts';

/** Of one of the sensor's own metrics, from itself: the sum over what has these labels; 0 where it does not have it yet. */
export function sensorValue(sensorUrl: string, name: string, labels = ''): Promise<number> {
  return answered(async () => {
    const response = await fetch(`${sensorUrl}/metrics`, { signal: AbortSignal.timeout(5_000) });
    const lines = (await response.text()).split('\n');
    const own = lines.filter((line) => /^[^ {]+/.exec(line)?.[0] === name && line.includes(labels));
    return own.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  });
}
