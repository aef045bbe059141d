// Your own sensor: a DS18B20 on the 1-Wire bus. Run with: W1_SLAVE=/sys/bus/w1/devices/28-000005e2fdc3/w1_slave npx node examples/own-sensor.ts
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type SensorSource, SourceError } from '../sensor/src/source/sensor-source.ts';

export function createOneWireSource(file: string): SensorSource {
  return {
    async read(signal) {
      const text = await readFile(file, { encoding: 'utf8', signal }).catch((cause) => {
        throw new SourceError('not_found', `cannot read ${file}`, { cause });
      });
      if (!/crc=\w\w YES$/m.test(text)) throw new SourceError('io_error', `checksum error in ${file}`); // a long or loose wire
      const milliCelsius = /t=(-?\d+)$/m.exec(text)?.[1];
      if (milliCelsius === undefined) throw new SourceError('malformed', `no t= in ${file}`);
      if (milliCelsius === '85000') throw new SourceError('malformed', '85 is what a chip says after power-up');
      const hardwareId = basename(dirname(file)); // the serial number burnt into the chip
      return { temperatureCelsius: Number(milliCelsius) / 1000, humidityPercent: null, source: 'ds18b20', hardwareId };
    },
  };
}

if (import.meta.main) {
  const { runSensor } = await import('../sensor/src/run-sensor.ts'); // here, so that others can import the source alone
  await runSensor({ source: createOneWireSource(process.env['W1_SLAVE'] ?? 'w1_slave') });
}
