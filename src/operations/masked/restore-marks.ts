import { AppError } from '../../kernel/app-error.ts';
import type { SensitiveText } from '../operation.ts';
import { markPattern, markText, type Mark, type MarkedText } from './mask-text.ts';

/** Puts what marks stand for into the texts of a change, so that a masked text is kept or moved whole. */
export interface RestoreMarks {
  /** Of an edit that replaces a text of the view by another. Raises `invalid_input`. */
  replaced(change: { readonly old: string; readonly new: string; readonly all?: boolean }): {
    readonly old: string;
    readonly new: string;
  };
  /** Of a whole view that is written back. Raises `invalid_input`. */
  whole(markdown: string): string;
  /** Of content that is new: nothing masked can be in it. Raises `invalid_input`. */
  fresh(text: string): string;
}

/** Where nothing is masked. */
export const nothingMasked: RestoreMarks = {
  replaced: (change) => change,
  whole: (markdown) => markdown,
  fresh: (text) => text,
};

/** `views`: the whole text that was shown, in each way in which it may have been. */
export function restoreMarks(views: readonly string[], find: SensitiveText): RestoreMarks {
  const marked = views.map((view) => ({ view, ...markText(view, find) }));
  if (marked.every(({ marks }) => marks.length === 0)) {
    return { replaced: ({ old, new: next }) => ({ old, new: fresh(next) }), whole: fresh, fresh };
  }
  return {
    fresh,
    replaced({ old, new: next, all = false }) {
      for (const { view, text, marks } of marked) {
        const places = placesOf(text, old).map((at) => originalAt(view, { text, marks }, at, old.length));
        const [first, ...others] = places;
        if (!first) continue;
        if (first.marks.length === 0) return { old, new: fresh(next) };
        if (all || others.some(({ original }) => original !== first.original)) throw notUnique();
        return { old: first.original, new: restored(next, first.marks) };
      }
      throw notShown();
    },
    whole(markdown) {
      const lines = new Map<string, string | undefined>();
      for (const { view, text, marks } of marked)
        for (const [line, original] of markedLines(view, { text, marks }))
          lines.set(line, lines.has(line) && lines.get(line) !== original ? undefined : original);
      return markdown
        .split('\n')
        .map((line) => {
          if (line.search(markPattern) === -1) return line;
          const original = lines.get(line);
          if (original === undefined) throw changedLine();
          return original;
        })
        .join('\n');
    },
  };
}

/** No edit brings a mark as text: it would stand where something was, and say nothing. */
function fresh(text: string): string {
  if (text.search(markPattern) === -1) return text;
  throw new AppError('invalid_input', 'A masked text can be kept or moved, not written anew.', {
    nextStep: 'Keep the mark inside a replace whose old text has it, or leave it out of what is new.',
  });
}

function placesOf(text: string, part: string): number[] {
  const places: number[] = [];
  if (part === '') return places;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** What stands behind a part of a masked text. A part that begins or ends inside a mark stands for nothing. */
function originalAt(
  view: string,
  { marks }: MarkedText,
  at: number,
  length: number,
): { readonly original: string; readonly marks: readonly Mark[] } {
  const end = at + length;
  const endOf = (mark: Mark): number => mark.at + mark.label.length;
  if (marks.some((mark) => [at, end].some((edge) => edge > mark.at && edge < endOf(mark)))) throw notShown();
  const inside = marks.filter((mark) => mark.at >= at && endOf(mark) <= end);
  return { original: view.slice(offsetOf(marks, at), offsetOf(marks, end)), marks: inside };
}

/** The place in the original text of a place in the masked one. */
function offsetOf(marks: readonly Mark[], at: number): number {
  let shift = 0;
  for (const mark of marks) {
    if (mark.at + mark.label.length > at) break;
    shift += mark.end - mark.start - mark.label.length;
  }
  return at + shift;
}

function restored(text: string, marks: readonly Mark[]): string {
  const used = new Set<string>();
  return text.replaceAll(markPattern, (label) => {
    const [mark, ...others] = marks.filter((one) => one.label === label);
    if (!mark) return fresh(label);
    if (others.some(({ original }) => original !== mark.original) || used.has(label)) throw notUnique();
    used.add(label);
    return mark.original;
  });
}

function* markedLines(view: string, { text, marks }: MarkedText): Generator<[string, string]> {
  let at = 0;
  for (const line of text.split('\n')) {
    const end = at + line.length;
    if (marks.some((mark) => mark.at >= at && mark.at < end))
      yield [line, view.slice(offsetOf(marks, at), offsetOf(marks, end))];
    at = end + 1;
  }
}

function notShown(): AppError {
  return new AppError('invalid_input', 'The old text does not stand in the page as it was shown.', {
    nextStep: 'Copy it from the view to the last character, with marks such as [masked: email] whole.',
  });
}

function notUnique(): AppError {
  return new AppError('invalid_input', 'The old text with its masked parts stands there more than once.', {
    nextStep: 'Take more of the text around it, one line at a time, and each mark once.',
  });
}

function changedLine(): AppError {
  return new AppError(
    'invalid_input',
    'A line with masked text was changed, and what it hides would be lost.',
    {
      nextStep: 'Leave such lines exactly as they were shown, or change them with an edit.',
    },
  );
}
