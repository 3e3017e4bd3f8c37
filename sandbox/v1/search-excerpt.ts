import { isWanted, type TextQuery } from '../cql/text-query.ts';
import { type Word, wordsOf } from '../cql/words.ts';

const opening = '@@@hl@@@';
const closing = '@@@endhl@@@';
const longestExcerpt = 300;
/** Characters before the first word that was searched. */
const leadIn = 60;
const indexedLength = 50;
/** Words that are looked at to choose the best part of a text. */
const mostHits = 200;

/** Text as HTML shows it; search escapes row titles and excerpts so (facts: confluence-api §10). */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The row's own title: escaped, with marks around what was searched. */
export function rowTitle(title: string, texts: readonly TextQuery[]): string {
  return highlight(title, texts, escapeHtml);
}

/** The excerpt of a body; an unknown mode gives an empty one (facts: confluence-api §10). */
export function excerptOf(text: string, mode: string, texts: readonly TextQuery[]): string {
  switch (mode) {
    case 'highlight':
      return highlight(windowOf(text, texts), texts, escapeHtml);
    case 'highlight_unescaped':
      return highlight(windowOf(text, texts), texts, (plain) => plain);
    case 'indexed':
      return escapeHtml(text.trim().slice(0, indexedLength));
    case 'indexed_unescaped':
      return text.trim().slice(0, indexedLength);
    default:
      return '';
  }
}

function wanted(word: Word, texts: readonly TextQuery[]): boolean {
  return texts.some((query) => isWanted(query, word));
}

function highlight(text: string, texts: readonly TextQuery[], escape: (plain: string) => string): string {
  if (texts.length === 0) return escape(text);
  let marked = '';
  let done = 0;
  for (const word of wordsOf(text)) {
    if (!wanted(word, texts)) continue;
    marked +=
      escape(text.slice(done, word.start)) + opening + escape(text.slice(word.start, word.end)) + closing;
    done = word.end;
  }
  return marked + escape(text.slice(done));
}

/** The part of a text that holds most of the different words that were searched. */
function windowOf(text: string, texts: readonly TextQuery[]): string {
  const trimmed = text.trim();
  if (trimmed.length <= longestExcerpt) return trimmed;
  const found =
    texts.length === 0
      ? []
      : wordsOf(trimmed)
          .filter((word) => wanted(word, texts))
          .slice(0, mostHits);
  const best = found.reduce<{ start: number; stems: number }>(
    (kept, word, index) => {
      const near = found.slice(index).filter((other) => other.end <= word.start + longestExcerpt - leadIn);
      const stems = new Set(near.map((other) => other.stem)).size;
      return stems > kept.stems ? { start: word.start, stems } : kept;
    },
    { start: 0, stems: 0 },
  );
  const start = Math.max(0, Math.min(best.start - leadIn, trimmed.length - longestExcerpt));
  const from = start === 0 ? 0 : trimmed.indexOf(' ', start) + 1;
  const end = trimmed.lastIndexOf(' ', from + longestExcerpt);
  return trimmed.slice(
    from,
    end > from && from + longestExcerpt < trimmed.length ? end : from + longestExcerpt,
  );
}
