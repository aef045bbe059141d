/** Numbers per row: time, temperature, humidity. Flat, because an object per row would take several times the memory. */
export const NUMBERS_PER_ROW = 3;

/** What was measured at one time; a quantity that was not is null. */
export interface RecordedRow {
  readonly temperatureCelsius: number | null;
  readonly humidityPercent: number | null;
}

export interface Recording {
  readonly rowCount: number;
  /** From the first row to the last, plus one median step, so that the last row lasts as long as the others. Infinite for a single row. */
  readonly periodMillis: number;
  /** The last row at or before this moment of the recording. No interpolation: only what was measured. */
  at(millisAfterFirst: number): RecordedRow;
}

/** @param rows at least one: Unix milliseconds, strictly increasing, then temperature and humidity, NaN where there is none. */
export function createRecording(rows: Float64Array): Recording {
  const rowCount = rows.length / NUMBERS_PER_ROW;
  const cell = (row: number, column: number) => rows[row * NUMBERS_PER_ROW + column] ?? Number.NaN;
  const first = cell(0, 0);

  const steps = new Float64Array(rowCount - 1);
  for (let row = 0; row < steps.length; row += 1) steps[row] = cell(row + 1, 0) - cell(row, 0);
  const medianStepMillis = steps.sort()[Math.floor(steps.length / 2)];

  return {
    rowCount,
    periodMillis:
      medianStepMillis === undefined ? Number.POSITIVE_INFINITY : cell(rowCount - 1, 0) - first + medianStepMillis,
    at(millisAfterFirst) {
      let low = 0;
      let high = rowCount - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (cell(middle, 0) - first <= millisAfterFirst) low = middle;
        else high = middle - 1;
      }
      return { temperatureCelsius: orNull(cell(low, 1)), humidityPercent: orNull(cell(low, 2)) };
    },
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
