import type { Handle } from './inline.ts';

/** Gives every addressable thing of one body its handle. */
export interface HandleBook {
  /**
   * A handle from the thing's own id, or else from its kind and content. The second thing with the same id gets the
   * ordinal 2. Ids shorter than four letters or digits count together with the kind.
   */
  add(kind: string, id: string | undefined, content: string, quiet?: boolean): Handle;
  /** One handle for every element that carries this id (a comment anchor may be split over several). */
  share(kind: string, id: string): Handle;
  /** Fixes what is shown: the shortest prefix, at least four characters, that no other id of the body starts with. */
  assign(): void;
  readonly all: readonly Handle[];
}

interface Entry {
  readonly handle: Handle;
  readonly base: string;
  readonly ordinal: number;
}

export function createHandleBook(): HandleBook {
  const entries: Entry[] = [];
  const all: Handle[] = [];
  const counts = new Map<string, number>();
  const shared = new Map<string, Handle>();

  function register(base: string, quiet = false): Handle {
    const ordinal = (counts.get(base) ?? 0) + 1;
    counts.set(base, ordinal);
    const handle = { id: ordinal === 1 ? base : `${base}.${ordinal}`, shown: '', quiet };
    entries.push({ handle, base, ordinal });
    all.push(handle);
    return handle;
  }

  return {
    all,
    add: (kind, id, content, quiet) =>
      register(id === undefined ? hash(kind, content) : normalise(kind, id), quiet),
    share(kind, id) {
      const base = normalise(kind, id);
      const known = shared.get(base) ?? register(base);
      shared.set(base, known);
      return known;
    },
    assign() {
      const bases = [...counts.keys()].sort();
      const shown = new Map<string, string>();
      bases.forEach((base, index) => {
        const length = Math.max(
          4,
          commonLength(base, bases[index - 1] ?? '') + 1,
          commonLength(base, bases[index + 1] ?? '') + 1,
        );
        shown.set(base, base.slice(0, length));
      });
      for (const { handle, base, ordinal } of entries) {
        const prefix = shown.get(base) ?? base;
        handle.shown = ordinal === 1 ? prefix : `${prefix}.${ordinal}`;
      }
    },
  };
}

/** Handles that a written `#prefix` may mean; one is an answer, more are ambiguous. */
export function matchingHandles(handles: readonly Handle[], written: string): Handle[] {
  const wanted = written.replace(/^#/, '').toLowerCase();
  const exact = handles.filter((handle) => handle.shown === wanted || handle.id === wanted);
  if (exact.length > 0) return exact;
  const [prefix = '', ordinal] = wanted.split('.');
  if (prefix.length < 4) return [];
  const matching = handles.filter((handle) => {
    const [base = '', own] = handle.id.split('.');
    return base.startsWith(prefix) && own === ordinal;
  });
  const loud = matching.filter((handle) => handle.quiet !== true);
  return loud.length === 1 ? loud : matching;
}

function normalise(kind: string, id: string): string {
  if (/^[0-9a-z]{4,}$/.test(id)) return id;
  const letters = id.toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  return letters.length >= 4 ? letters : hash(kind, id);
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

const sample = 512;

/**
 * Eleven characters for kind and content; a long content counts by its ends and its length, so that nested blocks cost
 * no more than their number. Mixing after Bob Jenkins and "cyrb53": good spread, no secrecy.
 */
function hash(kind: string, content: string): string {
  const long = content.length > 2 * sample;
  const head = long ? `${kind} ${content.length} ` : `${kind} `;
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (text: string, from: number, to: number): void => {
    for (let index = from; index < to; index += 1) {
      const code = text.charCodeAt(index);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
  };
  mix(head, 0, head.length);
  mix(content, 0, long ? sample : content.length);
  if (long) mix(content, content.length - sample, content.length);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36).padStart(11, '0');
}
