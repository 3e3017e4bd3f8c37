import type { StateBlock } from 'markdown-it';
import { listMarker } from '../../view/parse.ts';
import { isCell, isInItem, lineText } from './line.ts';
import { checkRawMarkup } from './raw-markup.ts';

/**
 * Text up to an empty line or another block. As the dialect writes them, a list of any kind ends the text of an item,
 * and in a cell every line is a paragraph. Block rule of markdown-it in the place of its own one.
 */
export function paragraphRule(state: StateBlock, startLine: number, endLine: number): boolean {
  const terminators = state.md.block.ruler.getRules('paragraph');
  const { parentType } = state;
  state.parentType = 'paragraph';
  checkRawMarkup(state, startLine);
  let next = startLine + 1;
  for (; next < endLine && !isCell(state) && !state.isEmpty(next); next += 1) {
    if ((state.sCount[next] ?? 0) - state.blkIndent > 3) continue;
    if ((state.sCount[next] ?? 0) < 0) continue;
    if (startsItem(state, next)) break;
    if (terminators.some((rule) => rule(state, next, endLine, true))) break;
    checkRawMarkup(state, next);
  }
  state.parentType = parentType;
  const content = state.getLines(startLine, next, state.blkIndent, false).trim();
  state.line = next;
  const open = state.push('paragraph_open', 'p', 1);
  open.map = [startLine, next];
  const inline = state.push('inline', '', 0);
  inline.content = content;
  inline.map = [startLine, next];
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
  return true;
}

/** In an item, `text` over `---` is a paragraph and a rule, not a heading. */
export function itemParagraphRule(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if (silent || !(isInItem(state) || isCell(state))) return false;
  return paragraphRule(state, startLine, endLine);
}

function startsItem(state: StateBlock, line: number): boolean {
  return (
    isInItem(state) && (state.sCount[line] ?? 0) >= state.blkIndent && listMarker.test(lineText(state, line))
  );
}
