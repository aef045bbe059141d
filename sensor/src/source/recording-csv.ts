import { parseDecimal } from './decimal.ts';
import { createRecording, NUMBERS_PER_ROW, type Recording } from './recording.ts';
import { SourceError } from './sensor-source.ts';

/** A longer line is damaged: three short columns need no more, and a file without line ends must not become one string. */
const MAX_LINE_BYTES = 4096;

/** The message quotes this many of the damaged lines; the others are counted. */
const MAX_LINES_QUOTED = 3;

const LINE_FEED = 0x0a;

/** Date, or date and time with seconds and zone if wanted. Date.parse() alone takes much more than ISO 8601. */
const isoTime = /^\d{4}-\d\d-\d\d(?:([T ])\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

export interface ParsedRecording {
  readonly recording: Recording;
  /** Says which lines were left out; undefined if none was. */
  readonly damage: SourceError | undefined;
}

/**
 * A recording from CSV: a header, then rows in the order of time. The columns time (ISO 8601, UTC unless it says otherwise), temperature_celsius and
 * humidity_percent are found by name; one of the two quantities may be missing, others are ignored. Cells may be quoted, but hold no commas.
 * Damaged lines are left out and told; throws `malformed` if nothing with a value is left.
 * @param file names the recording in messages.
 */
export function parseRecordingCsv(file: string, bytes: Buffer): ParsedRecording {
  const lines = linesOf(bytes);
  const parseRow = rowParser(file, lines.next().value ?? '');

  const rows = new Float64Array(countLines(bytes) * NUMBERS_PER_ROW);
  const problems: string[] = [];
  let damagedCount = 0;
  let rowCount = 0;
  let lineNumber = 1;
  let previousTime = Number.NEGATIVE_INFINITY;
  let hasValue = false;
  for (const line of lines) {
    lineNumber += 1;
    if (line === '') continue;
    const row = line === undefined ? `at most ${MAX_LINE_BYTES} bytes` : parseRow(line, previousTime);
    if (typeof row === 'string') {
      damagedCount += 1;
      if (damagedCount <= MAX_LINES_QUOTED)
        problems.push(`line ${lineNumber}: expected ${row}, got ${quote(line ?? 'more')}`);
      continue;
    }
    rows.set(row, rowCount * NUMBERS_PER_ROW);
    rowCount += 1;
    previousTime = row[0];
    hasValue ||= !Number.isNaN(row[1]) || !Number.isNaN(row[2]);
  }

  if (!hasValue) {
    const [problem = `line ${lineNumber}: expected a row with a value, got the end of the file`] = problems;
    throw new SourceError('malformed', `no usable row in ${file}, ${problem}`);
  }
  const summary = `damaged lines left out of ${file}: ${damagedCount}; ${problems.join('; ')}`;
  return {
    recording: createRecording(rows.subarray(0, rowCount * NUMBERS_PER_ROW)),
    damage: damagedCount === 0 ? undefined : new SourceError('malformed', summary),
  };
}

type Row = readonly [timeMillis: number, temperature: number, humidity: number];

/** Turns a line into a row, or into the words for what was expected instead of it. */
function rowParser(file: string, header: string): (line: string, previousTime: number) => Row | string {
  const columns = cellsOf(header);
  const time = columns.indexOf('time');
  const temperature = columns.indexOf('temperature_celsius');
  const humidity = columns.indexOf('humidity_percent');
  if (time < 0 || (temperature < 0 && humidity < 0)) {
    const expected = 'a header with the columns time and temperature_celsius or humidity_percent, separated by commas';
    throw new SourceError('malformed', `${file}, line 1: expected ${expected}, got ${quote(header)}`);
  }
  return (line, previousTime) => {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) return `${columns.length} cells`;
    const row = [timeOf(cells[time]), numberOf(cells[temperature]), numberOf(cells[humidity])] as const;
    if (row[0] === undefined) return 'an ISO 8601 time';
    if (row[0] <= previousTime) return 'a later time than in the row before';
    if (row[1] === undefined || row[2] === undefined) return 'a number or a blank cell';
    return [row[0], row[1], row[2]];
  };
}

function cellsOf(line: string): string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** NaN for a blank cell and for a column that the file does not have. */
function numberOf(cell = ''): number | undefined {
  return cell === '' ? Number.NaN : parseDecimal(cell);
}

function timeOf(cell = ''): number | undefined {
  const match = isoTime.exec(cell);
  if (match === null) return undefined;
  const [, separator, zone] = match;
  // Date.parse() would take a time without a zone for local time, which has a day of 23 hours.
  const millis = Date.parse(separator !== undefined && zone === undefined ? `${cell}Z` : cell);
  return Number.isNaN(millis) ? undefined : millis;
}

/**
 * Decodes line by line, undefined for a line that is too long: the file as one string, split, would take several times the file's size.
 * The trim() also takes a carriage return, and the byte order mark that spreadsheets write.
 */
function* linesOf(bytes: Buffer): Generator<string | undefined, undefined> {
  for (let start = 0, end: number; start < bytes.length; start = end + 1) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    end = lineFeed < 0 ? bytes.length : lineFeed;
    yield end - start > MAX_LINE_BYTES ? undefined : bytes.toString('utf8', start, end).trim();
  }
}

function countLines(bytes: Buffer): number {
  let count = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
