import type { AdfMark } from '../adf-document.ts';
import { attributeOf, type StorageElement } from '../storage-tree.ts';
import { styleOf } from '../style.ts';

/** Pixels of one step of indentation (facts: formats §1). */
const indentStep = 30;

/** Alignment or indentation, and small text, of a paragraph or heading; the schema lets the first two exclude each other. */
export function blockMarks(element: StorageElement): AdfMark[] {
  const style = styleOf(element);
  const marks: AdfMark[] = [];
  if (element.name === 'p' && attributeOf(element, 'data-font-size') === 'small') {
    marks.push({ type: 'fontSize', attrs: { fontSize: 'small' } });
  }
  const align = style.get('text-align');
  if (align === 'center') marks.push({ type: 'alignment', attrs: { align: 'center' } });
  else if (align === 'right' || align === 'end') marks.push({ type: 'alignment', attrs: { align: 'end' } });
  else {
    const margin = Number.parseFloat(style.get('margin-left') ?? '');
    const level = Math.min(6, Math.round(margin / indentStep));
    if (level >= 1) marks.push({ type: 'indentation', attrs: { level } });
  }
  return marks;
}
