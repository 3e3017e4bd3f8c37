import { AppError } from '../../kernel/app-error.ts';
import { fromMarkdown } from '../markdown/from-markdown.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Atom, Tag } from '../model/inline.ts';
import { atomText, writeUrl } from '../view/inline-text.ts';
import { contentOf, type AdfMark, type AdfNode } from './node.ts';
import { parseNodes } from './parse-document.ts';

/** Nodes of a new thing in a line of text. Raises `invalid_input` for what text cannot create. */
export function newAtom(atom: Atom, resolvers: Resolvers): readonly AdfNode[] {
  if (atom.name === 'br') return [{ type: 'hardBreak' }];
  if (atom.name === 'glyph') return [{ type: 'text', text: atom.label }];
  const made = inlineOf(`x ${written(atom)}`, resolvers);
  const [first, ...rest] = made;
  const text =
    first?.type === 'text' && first.marks === undefined ? first.text?.replace(/^x ?/, '') : undefined;
  if (first === undefined || text === undefined) return made;
  return text === '' ? rest : [{ ...first, text }, ...rest];
}

function written({ handle: _unknown, ...atom }: Atom): string {
  if (atom.name !== 'image') return atomText(atom, true);
  const source = atom.attributes?.find(([name]) => name === 'src')?.[1] ?? '';
  return `![${atom.label.replaceAll(/[\\[\]]/g, '\\$&')}](${writeUrl(source, true)})`;
}

/**
 * The mark of new formatting or of a new link, undefined where ADF has none. Raises `invalid_input` for what cannot be
 * made.
 */
export function newMark(tag: Tag, resolvers: Resolvers): AdfMark | undefined {
  if (tag.syntax === 'mark') {
    switch (tag.name) {
      case 'strong':
      case 'em':
      case 'strike':
      case 'underline':
      case 'code':
        return { type: tag.name };
      case 'sub':
      case 'sup':
        return { type: 'subsup', attrs: { type: tag.name } };
      case 'kbd':
        return { type: 'code' };
      default:
        return undefined;
    }
  }
  if (tag.syntax === 'directive') throw cannotCreate(tag.name);
  const link = inlineOf(`[x](${writeUrl(tag.url ?? '', true)})`, resolvers)
    .flatMap((node) => node.marks ?? [])
    .find((mark) => mark.type === 'link');
  if (link === undefined) throw cannotCreate('link');
  return link;
}

/** The content of the one paragraph that a line of Markdown makes. */
function inlineOf(markdown: string, resolvers: Resolvers): readonly AdfNode[] {
  const [paragraph, other] = parseNodes(fromMarkdown(markdown, 'adf', resolvers)).nodes;
  if (paragraph?.type !== 'paragraph' || other !== undefined) throw cannotCreate(markdown.slice(0, 40));
  return contentOf(paragraph);
}

function cannotCreate(name: string): AppError {
  return new AppError('invalid_input', `":${name}[…]" cannot be created by writing it.`, {
    nextStep: 'Keep the {#handle} of what exists; the dialect lists what new text may hold.',
  });
}
