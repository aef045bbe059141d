/** `error.type` as the semantic conventions want it: an HTTP status, an error code, or `_OTHER`. Bounded: codes come from Node and HTTP. */
export function errorType(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' || (typeof code === 'string' && code !== '') ? String(code) : '_OTHER';
}
