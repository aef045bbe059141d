import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  brotliCompressSync,
  createGzip,
  createZstdCompress,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { type BadInputCase, httpCase, pushCase } from './bad-input-case.ts';
import type { Answer } from './exchange.ts';
import { request } from './otlp-message.ts';
import { varint } from './protobuf.ts';

const protobuf = 'Content-Type: application/x-protobuf';
const refused = [400] as const;
const gibibyte = 2 ** 30;

/** Compressed pushes: what unpacks to more than a body may have, and what does not unpack. */
export function compressedBodies(): readonly BadInputCase[] {
  return [...bombs(), ...wrongEncodings()];
}

function bombs(): readonly BadInputCase[] {
  const gzipBomb = (): Promise<Buffer> => bomb(createGzip({ level: 9 }));
  return [
    encoded('1 MiB that unpacks to 1 GiB', 'gzip', gzipBomb),
    encoded('32 KiB that unpack to 1 GiB', 'zstd', () => bomb(createZstdCompress())),
    encoded('a bomb within a bomb', 'gzip', async () => gzipSync(await gzipBomb())),
    encoded('a hundred gzip members of 1 MiB each', 'gzip', () =>
      Buffer.alloc(102_400, gzipSync(Buffer.alloc(2 ** 20))),
    ),
    encoded('zlib, one byte more than a body may have', 'deflate', () => deflateSync(Buffer.alloc(2 ** 20 + 1))),
    encoded('zlib under the name zlib, 64 MiB', 'zlib', () => deflateSync(Buffer.alloc(2 ** 26))),
    encoded('snappy that claims to be 4 GiB', 'snappy', () =>
      Buffer.concat([varint(2n ** 32n - 1n), Buffer.alloc(64)]),
    ),
    encoded('snappy that claims to be 512 MiB', 'snappy', () => Buffer.concat([varint(2 ** 29), Buffer.alloc(64)])),
    encoded('snappy of 1 MiB and nothing in it', 'snappy', () => varint(2 ** 20)),
    encoded('lz4 with blocks of 4 MiB and nothing in them', 'lz4', () => Buffer.from('04224d18707340e1ffff3f', 'hex')),
    encoded('framed snappy cut off', 'x-snappy-framed', () => Buffer.from('ff060000734e61507059000400', 'hex')),
  ];
}

/**
 * Ten bytes each that make a decoder set aside the window that they ask for: two or three of them end a collector of 40 MB that takes zstd. Its HTTP port can
 * be told not to (compression_algorithms); its gRPC port cannot (0.159), so the same is not sent there.
 */
export function zstdWindows(): readonly BadInputCase[] {
  return [16, 17, 18, 19, 21].map((exponent) =>
    encoded(`ten bytes that ask for a window of ${2 ** (exponent - 10)} MiB`, 'zstd', () => zstdFrame(exponent)),
  );
}

function wrongEncodings(): readonly BadInputCase[] {
  const whole = gzipSync(request());
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  const wrongSum = Buffer.from(whole);
  wrongSum[wrongSum.length - 6] = (wrongSum[wrongSum.length - 6] ?? 0) ^ 0xff;
  return [
    encoded('gzip cut in half', 'gzip', () => half),
    encoded('gzip of ten bytes', 'gzip', () => whole.subarray(0, 10)),
    encoded('gzip with a wrong checksum', 'gzip', () => wrongSum),
    encoded('gzip with rubbish behind it', 'gzip', () => Buffer.concat([whole, Buffer.from('rubbish')])),
    encoded('plain bytes called gzip', 'gzip', () => request()),
    encoded('nothing called gzip', 'gzip', () => Buffer.alloc(0)),
    encoded('plain bytes called zstd', 'zstd', () => request()),
    encoded('plain bytes called deflate', 'deflate', () => request()),
    encoded('raw deflate without its header', 'deflate', () => deflateRawSync(request())),
    encoded('plain bytes called snappy', 'snappy', () => request()),
    encoded('plain bytes called lz4', 'lz4', () => request()),
    encoded('zstd cut in half', 'zstd', () => zstdCompressSync(request()).subarray(0, 20)),
    encoded('Brotli, which it does not have', 'br', () => brotliCompressSync(request())),
    encoded('an encoding of no name', 'rot13', () => request()),
    encoded('two encodings in one header', 'gzip, gzip', () => gzipSync(whole)),
    encoded('gzip in capital letters', 'GZIP', () => whole, [200, 400]),
    encoded('gzip twice, named once', 'gzip', () => gzipSync(whole)),
    httpCase('otlpHttp', 'gzip without saying so', refused, {
      method: 'POST',
      path: '/v1/metrics',
      headers: [protobuf],
      body: whole,
    }),
  ];
}

function encoded(
  name: string,
  encoding: string,
  body: () => Buffer | Promise<Buffer>,
  expected: readonly Answer[] = refused,
): BadInputCase {
  return pushCase(`${name} (${encoding})`, expected, body, [protobuf, `Content-Encoding: ${encoding}`]);
}

/** 1 GiB of zeros, compressed as a stream: it is never in memory here either. */
function bomb(compressor: ReturnType<typeof createGzip> | ReturnType<typeof createZstdCompress>): Promise<Buffer> {
  const zeros = Buffer.alloc(2 ** 20);
  return buffer(Readable.from(Array.from({ length: gibibyte / zeros.length }, () => zeros)).pipe(compressor));
}

/** RFC 8878: magic, a descriptor without content size, the window's exponent above 10, then a block that repeats one byte 128 KiB long. */
function zstdFrame(windowExponent: number): Buffer {
  const block = ((2 ** 17) << 3) | (1 << 1) | 1;
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, windowExponent << 3]),
    Buffer.from([block & 0xff, (block >> 8) & 0xff, (block >> 16) & 0xff, 0x00]),
  ]);
}
