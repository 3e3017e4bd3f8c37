import type { AdfMark } from '../adf-document.ts';
import { attributeOf, type StorageElement } from '../storage-tree.ts';
import { hexColour, styleOf } from '../style.ts';

const byElement: Readonly<Record<string, AdfMark>> = {
  strong: { type: 'strong' },
  b: { type: 'strong' },
  em: { type: 'em' },
  i: { type: 'em' },
  cite: { type: 'em' },
  u: { type: 'underline' },
  ins: { type: 'underline' },
  s: { type: 'strike' },
  del: { type: 'strike' },
  strike: { type: 'strike' },
  code: { type: 'code' },
  tt: { type: 'code' },
  kbd: { type: 'code' },
  samp: { type: 'code' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
};

/** The marks in force inside a formatting element: those around it and its own. */
export function marksInside(element: StorageElement, marks: readonly AdfMark[]): readonly AdfMark[] {
  const own = byElement[element.name];
  if (own !== undefined) return withMark(marks, own);
  if (element.name === 'ac:inline-comment-marker') {
    const id = attributeOf(element, 'ac:ref');
    return id === undefined
      ? marks
      : withMark(marks, { type: 'annotation', attrs: { annotationType: 'inlineComment', id } });
  }
  if (element.name === 'span' || element.name === 'font') {
    const style = styleOf(element);
    const text = hexColour(style.get('color') ?? attributeOf(element, 'color') ?? '');
    const background = hexColour(style.get('background-color') ?? '');
    let inside = marks;
    if (text !== null) inside = withMark(inside, { type: 'textColor', attrs: { color: text } });
    if (background !== null)
      inside = withMark(inside, { type: 'backgroundColor', attrs: { color: background } });
    return inside;
  }
  return marks;
}

/** Adds a mark; the same mark is held once, an inner colour or link replaces the outer one, annotations stack. */
export function withMark(marks: readonly AdfMark[], mark: AdfMark): readonly AdfMark[] {
  const kept = marks.filter((other) =>
    mark.type === 'annotation' ? other.attrs?.['id'] !== mark.attrs?.['id'] : other.type !== mark.type,
  );
  return [...kept, mark];
}

/** Marks as the editor orders and allows them on text: annotations first; code tolerates only links and annotations. */
export function textMarks(marks: readonly AdfMark[]): readonly AdfMark[] {
  if (marks.length < 2) return marks;
  const annotations = marks.filter((mark) => mark.type === 'annotation');
  const code = marks.some((mark) => mark.type === 'code');
  const others = marks.filter(
    (mark) => mark.type !== 'annotation' && (!code || mark.type === 'code' || mark.type === 'link'),
  );
  return [...annotations, ...others];
}

/** Marks that media nodes take over from what stands around them. */
export function mediaMarks(marks: readonly AdfMark[]): readonly AdfMark[] {
  return marks.filter((mark) => mark.type === 'link' || mark.type === 'annotation');
}
