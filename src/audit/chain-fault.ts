import type { Secret } from '../kernel/secret.ts';
import { macOf } from './chain.ts';
import type { AuditRecord } from './record.ts';

/**
 * What happened to the first record that is not as it was written.
 *
 * - `changed`: it says something else than its code, and stands where it stood
 * - `removed`: what stood at its place is gone
 * - `moved`: it was written for another place of this chain
 * - `added`: no recorder wrote it there
 * - `rebuilt`: from here on the chain was written anew by somebody without the key
 * - `cut_off`: the chain ends before the place that a checkpoint binds
 */
export type Tampering = 'changed' | 'removed' | 'moved' | 'added' | 'rebuilt' | 'cut_off';

export interface ChainFault {
  readonly tampering: Tampering;
  readonly workspaceId: string;
  readonly writer: string;
  /** The place of the first record that is wrong, or missing. */
  readonly seq: number;
  /** Absent for a record that is missing. */
  readonly recordId?: string;
}

/** A row of the record; without `record` where it holds what no recorder writes. */
export interface ChainRow {
  readonly id: string;
  readonly seq: number;
  readonly prev: string;
  readonly mac: string;
  readonly record: AuditRecord | undefined;
}

export interface ChainEnd {
  readonly seq: number;
  readonly mac: string;
}

/** Whether a row is as it was written and follows what came before. */
export function continues(row: ChainRow, before: ChainEnd, key: Secret): boolean {
  return row.prev === before.mac && row.seq === before.seq + 1 && isGenuine(row.record, key);
}

/** Finds out what happened at the first row that does not continue its chain, from one look at every row of the chain. */
export interface Diagnosis {
  look(row: ChainRow): void;
  verdict(): { readonly tampering: Tampering; readonly seq: number; readonly recordId?: string };
}

export function diagnose(
  at: { readonly before: ChainEnd; readonly row: ChainRow; readonly next: ChainRow | undefined },
  key: Secret,
): Diagnosis {
  const place = at.before.seq + 1;
  return at.row.seq > place ? gapAt(place, key) : wrongRow(at, key);
}

/** Nothing stands at the place: it is gone, or stands elsewhere with another number. */
function gapAt(place: number, key: Secret): Diagnosis {
  let stray: string | undefined;
  return {
    look({ record, id }) {
      if (stray !== undefined || !record || isGenuine(record, key)) return;
      if (isGenuine({ ...record, seq: place }, key)) stray = id;
    },
    verdict: () =>
      stray === undefined
        ? { tampering: 'removed', seq: place }
        : { tampering: 'moved', seq: place, recordId: stray },
  };
}

function wrongRow(
  {
    before,
    row,
    next,
  }: { readonly before: ChainEnd; readonly row: ChainRow; readonly next: ChainRow | undefined },
  key: Secret,
): Diagnosis {
  const { record } = row;
  let cameFromElsewhere = isGenuine(record, key);
  /** Of the rows after it. */
  const later = { count: 0, genuine: 0, oneTooHigh: false, oneTooLow: false, linked: true };
  let tip = row.mac;

  return {
    look(other) {
      const isLater = other.seq > row.seq;
      if (isLater) {
        later.count += 1;
        later.linked &&= other.prev === tip;
        tip = other.mac;
      }
      if (isGenuine(other.record, key)) {
        if (isLater) later.genuine += 1;
        return;
      }
      // Where this record comes from, something else stands now, or nothing genuine.
      if (record && !cameFromElsewhere) cameFromElsewhere = isGenuineInPlaceOf(record, other, key);
      if (!isLater || !other.record) return;
      later.oneTooHigh ||= isGenuine({ ...other.record, seq: other.seq - 1 }, key);
      later.oneTooLow ||= isGenuine({ ...other.record, seq: other.seq + 1 }, key);
    },
    verdict() {
      const found = { seq: row.seq, recordId: row.id };
      if (cameFromElsewhere) return { tampering: 'moved', ...found };
      if (later.oneTooHigh) return { tampering: 'added', ...found };
      if (later.oneTooLow) return { tampering: 'removed', seq: row.seq };
      const isRebuilt = later.count > 1 && later.genuine === 0 && later.linked && row.prev === before.mac;
      if (isRebuilt) return { tampering: 'rebuilt', ...found };
      // The record after it remembers what stood here.
      const isBound = next ? next.prev === row.mac : row.prev === before.mac;
      return { tampering: isBound ? 'changed' : 'added', ...found };
    },
  };
}

/** Whether the record is genuine at another's place: with its number changed, or its content set there. */
function isGenuineInPlaceOf(record: AuditRecord, other: ChainRow, key: Secret): boolean {
  const { id, seq, prev, mac } = other;
  return (
    isGenuine({ ...record, seq }, key) ||
    isGenuine({ ...record, id, seq, prev, mac }, key) ||
    isGenuine({ ...record, seq, prev, mac }, key)
  );
}

function isGenuine(record: AuditRecord | undefined, key: Secret): boolean {
  if (!record) return false;
  const { mac, ...unbound } = record;
  return mac === macOf(key, unbound);
}
