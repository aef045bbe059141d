/**
 * Parses `key=value,key=value` as the OpenTelemetry specification writes headers and resource attributes:
 * W3C Baggage without properties, values percent-encoded, blanks around keys and values ignored.
 * Returns undefined when any member is malformed: the specification then wants the whole value ignored, here it is a fault.
 */
export function parseKeyValueList(text: string): Readonly<Record<string, string>> | undefined {
  const entries: [string, string][] = [];
  for (const member of text.split(',')) {
    if (member.trim() === '') continue;
    const entry = parseMember(member);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return Object.fromEntries(entries);
}

function parseMember(member: string): [string, string] | undefined {
  const equals = member.indexOf('=');
  if (equals < 0) return undefined;
  const key = member.slice(0, equals).trim();
  if (key === '' || /\s/.test(key)) return undefined;
  try {
    return [key, decodeURIComponent(member.slice(equals + 1).trim())];
  } catch {
    return undefined; // a lone % or a broken UTF-8 sequence
  }
}
