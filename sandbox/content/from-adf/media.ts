import type { AdfNode } from '../adf-document.ts';
import { escapeAttribute } from '../escape.ts';
import { macroElement } from './macro-element.ts';
import { linkTags } from './links.ts';
import { attributes, element, markOf, numberAttr, textAttr, type Writing } from './writing.ts';

const alignByLayout: Readonly<Record<string, string>> = {
  'align-start': 'left',
  'wrap-left': 'left',
  'align-end': 'right',
  'wrap-right': 'right',
};

/** Width in pixels of the column that percentages refer to. */
const columnWidth = 760;

/** `mediaSingle` as `ac:image`. */
export function mediaSingleMarkup(writing: Writing, node: AdfNode, depth: number): string {
  const [media, ...others] = node.content ?? [];
  if (media === undefined) return '';
  const layout = textAttr(node, 'layout') ?? 'center';
  const given = numberAttr(node, 'width');
  const pixels = textAttr(node, 'widthType') === 'pixel';
  const width = given === undefined || pixels ? given : Math.round((given * columnWidth) / 100);
  const caption = others.find((child) => child.type === 'caption');
  const captionMarkup =
    caption === undefined
      ? ''
      : `<ac:caption${attributes({ 'ac:local-id': textAttr(caption, 'localId') })}>` +
        `${element('p', '', writing.inlines(caption.content ?? [], depth + 1))}</ac:caption>`;
  const image = imageElement(
    writing,
    media,
    {
      'ac:align': alignByLayout[layout] ?? 'center',
      'ac:layout': layout,
      'ac:original-height': numberAttr(media, 'height'),
      'ac:original-width': numberAttr(media, 'width'),
      'ac:custom-width': width === undefined ? undefined : 'true',
      'ac:local-id': textAttr(node, 'localId'),
      'ac:alt': textAttr(media, 'alt'),
      'ac:width': width,
    },
    captionMarkup,
  );
  const link = markOf(media, 'link') ?? markOf(node, 'link');
  if (link === undefined) return image;
  const tags = linkTags(writing.context, textAttr(link, 'href') ?? '', textAttr(link, 'title'));
  return tags.open + image + tags.close;
}

/** `ac:image` for a `media` or `mediaInline` node, inside its comment markers. */
export function imageElement(
  writing: Writing,
  media: AdfNode,
  head: { readonly [name: string]: string | number | undefined },
  caption: string,
): string {
  const url = textAttr(media, 'url');
  const source =
    textAttr(media, 'type') === 'external' && url !== undefined
      ? `<ri:url ri:value="${escapeAttribute(url)}" />`
      : `<ri:attachment ri:filename="${escapeAttribute(fileName(writing, media))}" />`;
  const border = markOf(media, 'border');
  const borderMarkup =
    border === undefined
      ? ''
      : `<ac:adf-mark${attributes({ key: 'border', size: numberAttr(border, 'size'), color: textAttr(border, 'color') })} />`;
  let image = `<ac:image${attributes(head)}>${source}${caption}${borderMarkup}</ac:image>`;
  for (const mark of media.marks ?? []) {
    if (mark.type !== 'annotation') continue;
    const ref = escapeAttribute(textAttr(mark, 'id') ?? '');
    image = `<ac:inline-comment-marker ac:ref="${ref}">${image}</ac:inline-comment-marker>`;
  }
  return image;
}

/** `mediaGroup` as the paragraph of `view-file` macros that Confluence stores. */
export function mediaGroupMarkup(writing: Writing, node: AdfNode): string {
  const files = (node.content ?? []).map((media) =>
    macroElement({
      name: 'view-file',
      macroId: writing.context.newId(),
      parameters: [['name', `<ri:attachment ri:filename="${escapeAttribute(fileName(writing, media))}" />`]],
    }),
  );
  return `<p class="media-group">${files.join('')}</p>`;
}

/** The file's name; where the file is unknown, the best that is left to name it by. */
function fileName(writing: Writing, media: AdfNode): string {
  const id = textAttr(media, 'id') ?? '';
  return writing.context.attachmentByFileId(id)?.filename ?? textAttr(media, 'alt') ?? id;
}
