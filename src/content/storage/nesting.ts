/** An element that is open while a unit is written: one of the page by its opening piece, or a new one by its token. */
interface OpenTag {
  readonly piece: number;
  readonly token: number;
  readonly open: string;
  readonly close: string;
  /** Order of its end among everything that is written. */
  readonly until: number;
  written: boolean;
}

/**
 * Keeps tags nested while old content is kept and new tags are put around it. Tags of the page stand where they stand;
 * new ones end before such a tag and start again behind it where they would cross, and start only when something follows.
 */
export interface Nesting {
  openOld(piece: number, until: number): void;
  closeOld(piece: number): void;
  openNew(token: number, tags: { readonly open: string; readonly close: string }, until: number): void;
  closeNew(token: number): void;
  /** Writes the start tags that content now stands in. */
  content(): void;
  /** Whether a new tag waits for content. */
  isWaiting(): boolean;
}

export function createNesting(insert: (text: string) => void): Nesting {
  const stack: OpenTag[] = [];
  let fresh = 0;
  let waiting = 0;

  function write(before: number): void {
    for (let at = 0; waiting > 0 && at < before; at += 1) {
      const tag = stack[at];
      if (tag === undefined || tag.written) continue;
      tag.written = true;
      waiting -= 1;
      insert(tag.open);
    }
  }

  /** Ends the new tags from the top of the stack down to one; they start again when something follows. */
  function suspend(from: number): void {
    if (fresh === 0) return;
    for (let at = stack.length - 1; at >= from; at -= 1) {
      const tag = stack[at];
      if (tag === undefined || tag.token === -1 || !tag.written) continue;
      insert(tag.close);
      tag.written = false;
      waiting += 1;
    }
  }

  return {
    openOld(piece, until) {
      const crossing = fresh === 0 ? -1 : stack.findIndex((tag) => tag.token !== -1 && tag.until < until);
      if (crossing !== -1) suspend(crossing);
      write(crossing === -1 ? stack.length : crossing);
      stack.push({ piece, token: -1, open: '', close: '', until, written: true });
    },
    closeOld(piece) {
      const at = stack.findLastIndex((tag) => tag.piece === piece);
      if (at === -1) return;
      suspend(at + 1);
      stack.splice(at, 1);
    },
    openNew(token, tags, until) {
      stack.push({ piece: -1, token, open: tags.open, close: tags.close, until, written: false });
      fresh += 1;
      waiting += 1;
    },
    closeNew(token) {
      const at = stack.findLastIndex((tag) => tag.token === token);
      if (at === -1) return;
      suspend(at);
      stack.splice(at, 1);
      fresh -= 1;
      waiting -= 1;
    },
    content: () => write(stack.length),
    isWaiting: () => waiting > 0,
  };
}
