import type { AdfMark, AdfNode, Json } from '../adf-document.ts';
import { attachmentContentId } from '../link-target.ts';
import { attributeOf, childElement, childElements, type StorageElement } from '../storage-tree.ts';
import { adfNode, type Conversion } from './conversion.ts';
import { mediaMarks } from './marks.ts';

/** What the cloud answers for a file that is not there. */
export const unknownFileId = 'UNKNOWN_MEDIA_ID';

const layouts = new Set([
  'wide',
  'full-width',
  'center',
  'wrap-right',
  'wrap-left',
  'align-end',
  'align-start',
]);
const layoutByAlign: Readonly<Record<string, string>> = {
  left: 'align-start',
  right: 'align-end',
  center: 'center',
};

/** An `ac:image` as `mediaSingle`, or null when it names no source. */
export function mediaSingle(
  conversion: Conversion,
  image: StorageElement,
  marks: readonly AdfMark[],
  depth: number,
): AdfNode | null {
  const media = mediaNode(conversion, image, marks);
  if (media === null) return null;
  const layout = attributeOf(image, 'ac:layout') ?? '';
  const width = numberOf(image, 'ac:width');
  const captionElement = childElement(image, 'ac:caption');
  const caption = captionElement === undefined ? [] : [captionNode(conversion, captionElement, depth + 1)];
  return adfNode('mediaSingle', {
    attrs: {
      layout: layouts.has(layout)
        ? layout
        : (layoutByAlign[attributeOf(image, 'ac:align') ?? ''] ?? 'center'),
      width,
      widthType: width === undefined ? undefined : 'pixel',
      localId: attributeOf(image, 'ac:local-id'),
    },
    content: [media, ...caption],
  });
}

/** An `ac:image` inside text as `mediaInline`; null for pictures from elsewhere, which only blocks can hold. */
export function mediaInline(
  conversion: Conversion,
  image: StorageElement,
  marks: readonly AdfMark[],
): AdfNode | null {
  const media = mediaNode(conversion, image, marks);
  if (media === null || media.attrs?.['type'] === 'external') return null;
  return { ...media, type: 'mediaInline', attrs: { ...media.attrs, type: 'image' } };
}

/** A `view-file` macro's attachment as a `media` node. */
export function fileMedia(conversion: Conversion, attachment: StorageElement): AdfNode {
  return adfNode('media', { attrs: { type: 'file', ...fileAttributes(conversion, attachment) } });
}

function mediaNode(conversion: Conversion, image: StorageElement, marks: readonly AdfMark[]): AdfNode | null {
  const attachment = childElement(image, 'ri:attachment');
  const url = childElement(image, 'ri:url');
  const address = url === undefined ? '' : (attributeOf(url, 'ri:value') ?? '');
  if (attachment === undefined && address === '') return null;
  const known =
    attachment === undefined
      ? null
      : conversion.context.attachment(attributeOf(attachment, 'ri:filename') ?? '');
  const source: Record<string, Json> =
    attachment === undefined
      ? { type: 'external', url: address }
      : { type: 'file', ...fileAttributes(conversion, attachment) };
  return adfNode('media', {
    attrs: {
      ...source,
      alt: attributeOf(image, 'ac:alt'),
      width: numberOf(image, 'ac:original-width') ?? known?.width,
      height: numberOf(image, 'ac:original-height') ?? known?.height,
    },
    marks: [...mediaMarks(marks), ...borderMarks(image)],
  });
}

function fileAttributes(conversion: Conversion, attachment: StorageElement): Record<string, Json> {
  const { context } = conversion;
  const contentId = attachmentContentId(attachment, context);
  const file =
    contentId === context.contentId ? context.attachment(attributeOf(attachment, 'ri:filename') ?? '') : null;
  return { id: file?.fileId ?? unknownFileId, collection: contentId === '' ? '' : `contentId-${contentId}` };
}

function borderMarks(image: StorageElement): AdfMark[] {
  return childElements(image).flatMap((child) => {
    if (child.name !== 'ac:adf-mark' || attributeOf(child, 'key') !== 'border') return [];
    const size = Number(attributeOf(child, 'size'));
    const color = attributeOf(child, 'color') ?? '';
    const valid = size >= 1 && size <= 3 && /^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/.test(color);
    return valid ? [{ type: 'border', attrs: { size, color } }] : [];
  });
}

function captionNode(conversion: Conversion, caption: StorageElement, depth: number): AdfNode {
  const content = conversion
    .inlines(caption.children, depth, [])
    .filter((node) => node.type !== 'mediaInline' && node.type !== 'inlineExtension');
  return adfNode('caption', { attrs: { localId: attributeOf(caption, 'ac:local-id') }, content });
}

function numberOf(element: StorageElement, name: string): number | undefined {
  const text = attributeOf(element, name)?.trim().replace(/px$/, '') ?? '';
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
