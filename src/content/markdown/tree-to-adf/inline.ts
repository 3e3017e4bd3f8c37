import type { MarkName } from '../../model/inline.ts';
import { bodylessMacros, checkMacro } from '../macro-catalogue.ts';
import { inlineMacroOf } from '../inline-macro.ts';
import { findPerson } from '../people.ts';
import { refuse } from '../refuse.ts';
import type { InlineNode } from '../tree.ts';
import { parseDay, parseStatus } from '../values.ts';
import { extensionNode } from './extension.ts';
import { mediaInline } from './media.ts';
import type { AdfMark, AdfNode } from '../../adf/node.ts';
import { textNode } from './make-node.ts';
import { targetUrl } from './target-url.ts';
import { takeExisting, type Writing } from './writing.ts';

/** ADF has neither small text nor keyboard input. */
const marksOf: Readonly<Record<MarkName, AdfMark | undefined>> = {
  strong: { type: 'strong' },
  em: { type: 'em' },
  strike: { type: 'strike' },
  code: { type: 'code' },
  underline: { type: 'underline' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
  small: undefined,
  kbd: undefined,
};

/** Marks that may stand beside `code` (ADF schema, `code_inline`); others go, as they do in Confluence's editor. */
const besideCode: ReadonlySet<string> = new Set(['code', 'link', 'annotation']);

/** Inline content as ADF nodes. Raises `invalid_input` for what ADF does not hold. */
export function adfInline(nodes: readonly InlineNode[], line: number, writing: Writing): AdfNode[] {
  return nodes.flatMap((node) => inlineNodes(node, [], line, writing));
}

function inlineNodes(node: InlineNode, marks: readonly AdfMark[], line: number, writing: Writing): AdfNode[] {
  const inside = (inner: readonly InlineNode[], added: readonly AdfMark[]): AdfNode[] => {
    const all = added.reduce(withMark, marks);
    return inner.flatMap((child) => inlineNodes(child, all, line, writing));
  };
  switch (node.kind) {
    case 'text':
      return node.text === '' ? [] : [textNode(node.text, allowed(marks))];
    case 'mark': {
      const mark = marksOf[node.mark];
      if (mark === undefined)
        throw refuse(
          line,
          `This page is stored as ADF, which has no <${node.mark}>.`,
          'Use `code`, bold or italic instead.',
        );
      return inside(node.inner, [mark]);
    }
    case 'link':
      if (node.handle === undefined) {
        checkLinkText(node.inner, line);
        return inside(node.inner, [
          { type: 'link', attrs: { href: targetUrl(node.url, line, writing.resolvers) } },
        ]);
      }
      return inside(node.inner, storedMarks(writing, node.handle, 'link', line));
    case 'wrapper':
      return inside(node.inner, storedMarks(writing, node.handle, node.name, line));
    case 'atom':
      return [atomNode(node, marks, line, writing)];
    default:
      return node satisfies never;
  }
}

function withMark(marks: readonly AdfMark[], added: AdfMark): readonly AdfMark[] {
  const others = added.type === 'annotation' ? marks : marks.filter((mark) => mark.type !== added.type);
  return [...others, added];
}

function allowed(marks: readonly AdfMark[]): readonly AdfMark[] {
  return marks.some((mark) => mark.type === 'code')
    ? marks.filter((mark) => besideCode.has(mark.type))
    : marks;
}

/** Only text and images can be links in ADF. */
function checkLinkText(nodes: readonly InlineNode[], line: number): void {
  for (const node of nodes) {
    if (node.kind === 'atom' && !['br', 'glyph', 'image', 'img'].includes(node.name))
      throw refuse(
        line,
        `This page is stored as ADF, where ":${node.name}[…]" cannot be part of a link.`,
        'Put it beside the link.',
      );
    if (node.kind === 'mark' || node.kind === 'wrapper') checkLinkText(node.inner, line);
  }
}

/** The marks that an existing comment anchor, style or link stands for. */
function storedMarks(writing: Writing, handle: string, name: string, line: number): AdfMark[] {
  const stored = takeExisting(writing, handle, line, true);
  const marks: readonly AdfMark[] = stored.marks ?? [stored];
  const wanted = marks.filter((mark) =>
    name === 'c'
      ? mark.type === 'annotation'
      : name === 'link'
        ? mark.type === 'link'
        : !['annotation', 'link', 'strong', 'em', 'strike', 'code', 'underline', 'subsup'].includes(
            mark.type,
          ),
  );
  if (wanted.length > 0) return wanted;
  throw refuse(
    line,
    `#${handle} does not belong to ":${name}[…]".`,
    'Keep each handle with the thing that the view shows it on.',
  );
}

type AtomNode = Extract<InlineNode, { kind: 'atom' }>;

function atomNode(atom: AtomNode, marks: readonly AdfMark[], line: number, writing: Writing): AdfNode {
  const { label, attributes } = atom;
  const { resolvers } = writing;
  const get = (name: string): string | undefined => attributes.find(([key]) => key === name)?.[1];
  if (atom.handle !== undefined) return relabelled(takeExisting(writing, atom.handle, line), atom, line);
  const macro = (name: string, values: AtomNode['attributes']): AdfNode =>
    extensionNode('inlineExtension', name, values, writing.newLocalId());
  switch (atom.name) {
    case 'br':
      return { type: 'hardBreak' };
    case 'glyph':
      return textNode(label, allowed(marks));
    case 'autolink': {
      const href = targetUrl(label, line, resolvers);
      return textNode(label, allowed(withMark(marks, { type: 'link', attrs: { href } })));
    }
    case 'card': {
      const card = get('card') ?? 'inline';
      if (card !== 'inline')
        throw refuse(
          line,
          `A link with card=${card} stands in a line of text.`,
          'Put it on a line of its own.',
        );
      return { type: 'inlineCard', attrs: { url: targetUrl(label, line, resolvers) } };
    }
    case 'image':
    case 'img': {
      const image = atom.name === 'img' ? { url: label, alt: '' } : { url: get('src') ?? '', alt: label };
      const node = mediaInline({ ...image, attributes, line }, writing);
      const link = marks.filter((mark) => mark.type === 'link');
      return link.length === 0 ? node : { ...node, marks: link };
    }
    case 'mention': {
      const person = findPerson(label, get('user'), line, resolvers);
      const name = person.name ?? label;
      return { type: 'mention', attrs: { id: person.accountId ?? person.userKey ?? '', text: `@${name}` } };
    }
    case 'date':
      return { type: 'date', attrs: { timestamp: timestamp(label, line) } };
    case 'status':
      return {
        type: 'status',
        attrs: { ...statusAttributes(label, line), localId: writing.newLocalId(), style: '' },
      };
    case 'placeholder':
      return { type: 'placeholder', attrs: { text: label } };
    case 'emoji':
      return label.startsWith(':')
        ? { type: 'emoji', attrs: { shortName: label } }
        : textNode(label, allowed(marks));
    case 'anchor':
      return macro('anchor', [['', label]]);
    case 'jira':
      return macro('jira', [['key', label]]);
    case 'macro': {
      const { name, values } = inlineMacroOf(label, attributes);
      checkMacro(name, bodylessMacros, line, resolvers);
      return macro(name, values);
    }
    default:
      throw refuse(
        line,
        `":${atom.name}[${label.slice(0, 40)}]" cannot be created by writing it.`,
        'Keep the {#handle} of what exists; write links as [text](page:KEY/Title) and images as ![text](att:file.png).',
      );
  }
}

function timestamp(label: string, line: number): string {
  return String(Date.parse(`${parseDay(label, line)}T00:00:00Z`));
}

function statusAttributes(label: string, line: number): { readonly text: string; readonly color: string } {
  const { title, colour } = parseStatus(label, line);
  return { text: title, color: colour === undefined || colour === 'Grey' ? 'neutral' : colour.toLowerCase() };
}

/** An existing node with the label that it is given now, where the label is its own. */
function relabelled(node: AdfNode, atom: AtomNode, line: number): AdfNode {
  switch (node.type) {
    case 'date':
      return { ...node, attrs: { ...node.attrs, timestamp: timestamp(atom.label, line) } };
    case 'status':
      return { ...node, attrs: { ...node.attrs, ...statusAttributes(atom.label, line) } };
    case 'placeholder':
      return { ...node, attrs: { ...node.attrs, text: atom.label } };
    default:
      return node;
  }
}
