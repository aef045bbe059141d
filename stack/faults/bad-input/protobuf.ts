/** Protocol Buffers by hand, so that they can be wrong in ways that a library would not write. */
const wire = { varint: 0, fixed64: 1, bytes: 2 } as const;

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

export function tag(field: number, wireType: number): Buffer {
  return varint((field << 3) | wireType);
}

/** A field of bytes: text, packed numbers or an inner message. */
export function bytesField(field: number, ...content: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([tag(field, wire.bytes), varint(body.length), body]);
}

export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([tag(field, wire.varint), varint(value)]);
}

export function fixed64Field(field: number, value: bigint): Buffer {
  return Buffer.concat([tag(field, wire.fixed64), fixed64(value)]);
}

export function doubleField(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, wire.fixed64), double(value)]);
}

export function fixed64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
