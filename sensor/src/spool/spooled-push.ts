/** A push that waits: the request as it will be sent, never the objects that it was made of, which are ten times as much. */
export interface SpooledPush {
  /** gzip of the serialized request. */
  readonly body: Buffer;
  readonly encoding: Encoding;
  /** Data points in it. */
  readonly points: number;
  readonly stamp: Stamp;
}

export type Encoding = 'json' | 'protobuf';

/** The times that all data points of a push carry, and what is needed to correct them if the clock was wrong. */
export interface Stamp {
  /** Unix milliseconds, whole. */
  readonly collectedAtMillis: number;
  /** Start of the process: start time of every cumulative point. Unix milliseconds, whole. */
  readonly startedAtMillis: number;
  /** Wall clock minus the time since boot when it was collected: tells how far the clock has been set since. */
  readonly clockOffsetMillis: number;
  /** 32 hex digits; the offset means something within one boot only. */
  readonly bootId: string;
  /** The clock was checked against the endpoint's: these times are final. */
  readonly trusted: boolean;
}

/** Why a push is lost: over the limit, refused for good, damaged on disk, or taken at a time that nobody knows. */
export type PushDropReason = 'limit' | 'refused' | 'damaged' | 'clock';

/** What the spool tells of itself. */
export interface SpoolReport {
  dropped(reason: PushDropReason, pushes: number): void;
  /** @param type `error.type`; from a bounded set. */
  diskError(type: string): void;
}
