import type { Reading } from '../source/sensor-source.ts';

/** Why a quantity was refused; exported as `error.type`, so the set is closed. */
export type ReadingProblemCode = 'not_a_number' | 'out_of_range';

export interface ReadingProblem {
  readonly code: ReadingProblemCode;
  readonly message: string;
}

export interface ValidatedReading {
  /** The reading with every refused quantity null. */
  readonly reading: Reading;
  readonly problems: readonly ReadingProblem[];
}

/** Wider than any weather and than silicon under load (125 degrees), narrower than what broken sensors say (-273, -127, 255, 850). */
const temperatureCelsius = { name: 'temperature', unit: 'degrees Celsius', min: -100, max: 200 } as const;
const humidityPercent = { name: 'relative humidity', unit: 'percent', min: 0, max: 100 } as const;

/** One bad quantity does not cost the other: it becomes null and is reported. Bounds are included. */
export function validateReading(reading: Reading): ValidatedReading {
  const problems: ReadingProblem[] = [];
  const checked = (value: number | null, range: typeof temperatureCelsius | typeof humidityPercent): number | null => {
    const problem = value === null ? undefined : problemOf(value, range);
    if (problem === undefined) return value;
    problems.push(problem);
    return null;
  };
  return {
    problems,
    reading: {
      ...reading,
      temperatureCelsius: checked(reading.temperatureCelsius, temperatureCelsius),
      humidityPercent: checked(reading.humidityPercent, humidityPercent),
    },
  };
}

function problemOf(
  value: number,
  { name, unit, min, max }: typeof temperatureCelsius | typeof humidityPercent,
): ReadingProblem | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return { code: 'not_a_number', message: `${name} is ${value}` };
  if (value >= min && value <= max) return undefined;
  return { code: 'out_of_range', message: `${name} of ${value} ${unit} is outside ${min} to ${max}` };
}
