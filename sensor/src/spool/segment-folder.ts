import { join } from 'node:path';
import { decodeRecords, encodeRecord } from './record.ts';
import { createSegmentWriter } from './segment-writer.ts';
import type { SpoolFiles } from './spool-files.ts';
import type { PushDropReason, SpooledPush } from './spooled-push.ts';

/** About 25 pushes: what a restart in the middle of a drain delivers twice at most (the store removes exact duplicates), and what the limit drops at once. */
const SEGMENT_BYTES = 65_536;
/** A segment and one record at its end are less; a larger file is not one of ours and is not taken into memory. */
const READ_LIMIT_BYTES = 2_097_152;
const pattern = /^(\d{16})\.spool$/;

export interface SegmentFolderOptions {
  readonly directory: string;
  readonly limitBytes: number;
  /** Each record is on the medium before its push counts as kept. */
  readonly fsync: boolean;
}

export interface SegmentFolderDeps {
  readonly files: SpoolFiles;
  readonly dropped: (reason: PushDropReason, pushes: number) => void;
}

/**
 * Pushes in files that are only ever appended to and removed whole, so what was delivered costs no rewriting. Every call may reject with a
 * file system's error; calls must not overlap, which is the caller's care.
 */
export interface SegmentFolder {
  sizeBytes(): number;
  pushes(): number;
  /** Finds what an earlier process left; the first record does it otherwise. Counting is left to `count`, for it means reading it all. */
  open(): Promise<void>;
  /** Counts the pushes of one file that nobody has counted yet; false when there is none left. */
  count(): Promise<boolean>;
  append(push: SpooledPush): Promise<void>;
  oldest(): Promise<SpooledPush | undefined>;
  /** Does nothing when it is no longer there. */
  remove(push: SpooledPush): Promise<void>;
  close(): Promise<void>;
}

interface Segment {
  readonly path: string;
  sizeBytes: number;
  /** Waiting in it; undefined until somebody has read it. */
  pushes: number | undefined;
}

export function createSegmentFolder(
  options: SegmentFolderOptions,
  { files, dropped }: SegmentFolderDeps,
): SegmentFolder {
  const { directory, limitBytes, fsync } = options;
  const segmentBytes = Math.min(SEGMENT_BYTES, Math.floor(limitBytes / 8));
  const segments: Segment[] = [];
  let opened = false;
  let nextNumber = 1;
  /** Writes to the newest segment while it is open; otherwise the next record begins a new one. */
  const writer = createSegmentWriter({ fsync }, files);
  /** The oldest segment's pushes that are not delivered yet. */
  let draining: { readonly segment: Segment; readonly pushes: SpooledPush[] } | undefined;

  const sizeBytes = (): number => segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);

  const forget = async (segment: Segment): Promise<void> => {
    if (segment === segments.at(-1)) await writer.close();
    if (segments.includes(segment)) segments.splice(segments.indexOf(segment), 1);
    if (draining?.segment === segment) draining = undefined;
  };

  const removeSegment = async (segment: Segment): Promise<void> => {
    await forget(segment); // first: a file that cannot be removed must not be sent for ever
    await files.unlink(segment.path);
  };

  const read = async (segment: Segment): Promise<SpooledPush[]> => {
    try {
      const whole = segment.sizeBytes <= READ_LIMIT_BYTES;
      const records = whole ? decodeRecords(await files.readFile(segment.path)) : { pushes: [], damaged: 1 };
      // Counted before: what was whole then and is not now. Otherwise: what is no record.
      const damaged = segment.pushes === undefined ? records.damaged : segment.pushes - records.pushes.length;
      if (damaged > 0) dropped('damaged', damaged);
      segment.pushes = records.pushes.length;
      return [...records.pushes];
    } catch (error) {
      await forget(segment); // it must not block what stands behind it; the file stays for the next start
      dropped('damaged', segment.pushes ?? 1);
      throw error;
    }
  };

  const makeRoom = async (bytes: number): Promise<void> => {
    for (let oldest = segments[0]; oldest !== undefined && sizeBytes() + bytes > limitBytes; oldest = segments[0]) {
      if (oldest.pushes === undefined) await read(oldest);
      dropped('limit', oldest.pushes ?? 0);
      await removeSegment(oldest);
    }
  };

  const newSegment = async (): Promise<Segment> => {
    const path = join(directory, `${String(nextNumber).padStart(16, '0')}.spool`);
    nextNumber += 1;
    await writer.create(path);
    const segment = { path, sizeBytes: 0, pushes: 0 };
    segments.push(segment);
    return segment;
  };

  const open = async (): Promise<void> => {
    await files.makeFolder(directory, 0o700);
    const names = (await files.list(directory)).filter((name) => pattern.test(name)).sort();
    const sizes = await Promise.all(names.map((name) => files.size(join(directory, name))));
    segments.push(
      ...names.map((name, index) => ({ path: join(directory, name), sizeBytes: sizes[index] ?? 0, pushes: undefined })),
    );
    nextNumber = Number(pattern.exec(names.at(-1) ?? '')?.[1] ?? 0) + 1;
    opened = true;
  };

  return {
    sizeBytes,
    pushes: () => segments.reduce((sum, { pushes = 0 }) => sum + pushes, 0),
    open,
    async count() {
      const segment = segments.find(({ pushes }) => pushes === undefined);
      if (segment === undefined) return false;
      if ((await read(segment)).length === 0) await removeSegment(segment);
      return true;
    },
    async append(push) {
      const record = encodeRecord(push);
      if (record.length > limitBytes) return dropped('limit', 1);
      if (!opened) await open();
      await makeRoom(record.length);
      const newest = segments.at(-1);
      const fits = writer.isOpen() && newest !== undefined && newest.sizeBytes + record.length <= segmentBytes;
      const segment = fits ? newest : await newSegment();
      try {
        await writer.append(record);
      } catch (error) {
        if (segment.sizeBytes === 0) await removeSegment(segment).catch(() => undefined);
        throw error;
      }
      segment.sizeBytes += record.length;
      segment.pushes = (segment.pushes ?? 0) + 1;
    },
    async oldest() {
      for (let segment = segments[0]; segment !== undefined; segment = segments[0]) {
        if (draining?.segment !== segment) {
          if (segments.length === 1) await writer.close(); // later records go into a new file, and this one can go as a whole
          draining = { segment, pushes: await read(segment) };
        }
        const [push] = draining.pushes;
        if (push !== undefined) return push;
        await removeSegment(segment);
      }
      return undefined;
    },
    async remove(push) {
      if (draining?.pushes[0] !== push) return;
      const { segment, pushes } = draining;
      pushes.shift();
      segment.pushes = pushes.length;
      if (pushes.length === 0) await removeSegment(segment);
    },
    close: writer.close,
  };
}
