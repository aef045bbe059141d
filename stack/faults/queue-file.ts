import { readFile, truncate, writeFile } from 'node:fs/promises';

/** What file_storage calls the queue of the exporter. */
export const queueFileName = 'exporter_otlp_http_victoriametrics_metrics';

/** As on every machine that this is tested on; bbolt takes the kernel's. */
export const pageBytes = 4096;
const headerBytes = 16;

/** Page numbers of a sound bbolt file by what they are; only those that its newest transaction can reach. */
export interface QueuePages {
  readonly branch: readonly number[];
  readonly leaf: readonly number[];
}

export async function readQueuePages(path: string): Promise<QueuePages> {
  const file = await readFile(path);
  const pages = { branch: [] as number[], leaf: [] as number[] };
  // Page header: number (8), flags (2), count (2), overflow (4). Branch element: position, key size (4 each), page (8). Leaf element: flags, position, key size,
  // value size (4 each); the value of a bucket begins with the number of its root page.
  const visit = (page: number): void => {
    const start = page * pageBytes;
    const isBranch = file.readUInt16LE(start + 8) === 1;
    (isBranch ? pages.branch : pages.leaf).push(page);
    for (let index = 0; index < file.readUInt16LE(start + 10); index += 1) {
      const element = start + headerBytes + index * 16;
      if (isBranch) visit(Number(file.readBigUInt64LE(element + 8)));
      else if (file.readUInt32LE(element) === 1) visitBucket(element);
    }
  };
  const visitBucket = (element: number): void => {
    const value = element + file.readUInt32LE(element + 4) + file.readUInt32LE(element + 8);
    const root = Number(file.readBigUInt64LE(value));
    if (root !== 0) visit(root);
  };
  visit(newestMeta(file).root);
  return pages;
}

/** Two meta pages take turns; the newer one tells the root and how many pages were ever in use, behind magic, version, page size and flags of 4 bytes each. */
function newestMeta(file: Buffer): { readonly root: number; readonly pageCount: number } {
  const metas = [0, 1].map((page) => page * pageBytes + headerBytes);
  const transactionOf = (meta: number): bigint => file.readBigUInt64LE(meta + 48);
  const newest = metas.toSorted((a, b) => Number(transactionOf(b) - transactionOf(a)))[0] ?? headerBytes;
  return { root: Number(file.readBigUInt64LE(newest + 16)), pageCount: Number(file.readBigUInt64LE(newest + 40)) };
}

export async function overwritePages(path: string, pages: readonly number[], fill = 0): Promise<void> {
  const file = await readFile(path);
  for (const page of pages) file.fill(fill, page * pageBytes, (page + 1) * pageBytes);
  await writeFile(path, file);
}

/** In the middle of the pages that were ever in use: a file grows by doubling, and cut in half it can have lost nothing. */
export async function cutInTheMiddle(path: string): Promise<void> {
  const { pageCount } = newestMeta(await readFile(path));
  await truncate(path, Math.floor((pageCount * pageBytes) / 2));
}
