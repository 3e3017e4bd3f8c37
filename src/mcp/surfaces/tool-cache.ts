import type { Tool } from '@modelcontextprotocol/server';

/** Keeps finished tool definitions by key; the oldest goes when there are too many (people with unlike profiles). */
export function createToolCache(capacity = 1_000): (key: string, make: () => Tool) => Tool {
  const kept = new Map<string, Tool>();
  return (key, make) => {
    const found = kept.get(key);
    if (found) return found;
    const made = make();
    const oldest = kept.keys().next();
    if (kept.size >= capacity && !oldest.done) kept.delete(oldest.value);
    kept.set(key, made);
    return made;
  };
}
