import { SourceError } from './sensor-source.ts';

/** ENODEV is what an attribute that was opened in time gives after its device has gone. */
const gone: readonly unknown[] = ['ENOENT', 'ENODEV'];

/** A failed file operation as the error that is counted; what already is one stays as it is. */
export function fileError(error: unknown, path: string): SourceError {
  if (error instanceof SourceError) return error;
  const errno = error instanceof Error && 'code' in error ? error.code : undefined;
  const code = gone.includes(errno) ? 'not_found' : 'io_error';
  return new SourceError(code, `cannot read ${path}: ${errno ?? error}`, { cause: error });
}
