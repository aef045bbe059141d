/**
 * Parses a file of headers, one `Name: value` a line: what HTTP writes, and what a YAML mapping is, so that the collector reads the same file.
 * A value may stand in quotes, as YAML wants it for digits alone. Blank lines and those that begin with # do not count. Undefined: a line is something else, or there is none.
 */
export function parseHeaderLines(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
  const entries = lines.map((line) => /^([^\s:]+):[ \t]+(\S.*?)[ \t]*$/.exec(line));
  if (entries.length === 0 || entries.includes(null)) return undefined;
  return Object.fromEntries(entries.map((entry) => [entry?.[1] ?? '', unquoted(entry?.[2] ?? '')]));
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}
