/**
 * A plain decimal number, the only form in which the kernel and recordings write one; undefined for everything else.
 * Stricter than Number(), for which '', '0x10' and 'Infinity' are numbers, and than parseFloat(), which takes '12garbage'.
 */
export function parseDecimal(text: string): number | undefined {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined; // 400 digits are well-formed, and infinite
}
