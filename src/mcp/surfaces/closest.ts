/** The candidate that `name` was probably meant to be: the same but for case and separators, a part of it, or two edits away. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(name);
  if (wanted === '' || wanted.length > 64) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(wanted, plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= 2 ? best.candidate : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function distance(a: string, b: string): number {
  if (a === b) return 0;
  // `page_id` for `id`, `format` for `bodyFormat`.
  if (b.length > 1 && a.length > 1 && (a.endsWith(b) || b.endsWith(a))) return 1;
  return edits(a, b);
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
}
