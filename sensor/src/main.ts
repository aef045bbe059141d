import { runSensor } from './run-sensor.ts';

await runSensor();
