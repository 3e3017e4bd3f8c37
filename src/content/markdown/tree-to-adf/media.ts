import { imageSource } from '../image-source.ts';
import { refuse } from '../refuse.ts';
import type { Attributes } from '../tree.ts';
import type { AdfNode } from '../../adf/node.ts';
import type { Writing } from './writing.ts';

/** Layouts of `mediaSingle` by the alignments of storage format. */
const layouts: ReadonlyMap<string, string> = new Map([
  ['left', 'align-start'],
  ['right', 'align-end'],
  ['center', 'center'],
  ['wide', 'wide'],
  ['full-width', 'full-width'],
  ['wrap-left', 'wrap-left'],
  ['wrap-right', 'wrap-right'],
  ['align-start', 'align-start'],
  ['align-end', 'align-end'],
]);

interface Media {
  readonly url: string;
  readonly alt: string;
  readonly attributes: Attributes;
  readonly line: number;
}

/** `mediaSingle` of an image block, with its caption. */
export function mediaSingle(media: Media, caption: readonly AdfNode[], writing: Writing): AdfNode {
  const { attributes, line } = media;
  for (const [name] of attributes)
    if (!['width', 'height', 'align', 'layout', 'alt', 'src'].includes(name))
      throw refuse(
        line,
        `This page is stored as ADF, where an image has no "${name}".`,
        'Use width, height, align, layout and alt.',
      );
  const get = (name: string): string | undefined => attributes.find(([key]) => key === name)?.[1];
  const written = get('layout') ?? get('align') ?? 'center';
  const layout = layouts.get(written);
  if (layout === undefined)
    throw refuse(line, `"${written}" is no layout of an image.`, `Use ${[...layouts.keys()].join(', ')}.`);
  const width = pixels(get('width'), line);
  const below: AdfNode[] = caption.length === 0 ? [] : [{ type: 'caption', content: caption }];
  return {
    type: 'mediaSingle',
    attrs: { layout, ...(width === undefined ? {} : { width, widthType: 'pixel' }) },
    content: [{ type: 'media', attrs: mediaAttributes(media, writing) }, ...below],
  };
}

/** `mediaInline` of an image in a line of text; only files of the page can stand there. */
export function mediaInline(media: Media, writing: Writing): AdfNode {
  const source = imageSource(media.url, media.line);
  if (source.kind === 'url')
    throw refuse(
      media.line,
      'This page is stored as ADF, where an image from another site cannot stand in a line of text.',
      'Put the image on a line of its own.',
    );
  return { type: 'mediaInline', attrs: { ...mediaAttributes(media, writing), type: 'image' } };
}

function mediaAttributes(media: Media, writing: Writing): Record<string, unknown> {
  const { attributes, line } = media;
  const source = imageSource(media.url, line);
  const get = (name: string): string | undefined => attributes.find(([key]) => key === name)?.[1];
  const alt = get('alt') ?? media.alt;
  const described = alt === '' ? {} : { alt };
  if (source.kind === 'url') return { type: 'external', url: source.url, ...described };
  const file = writing.resolvers.attachment?.(source.fileName);
  if (file?.fileId === undefined || file.collection === undefined)
    throw refuse(
      line,
      `This page is stored as ADF, and it has no file "${source.fileName}".`,
      'Upload the file to the page first, then write the image.',
    );
  const height = pixels(get('height'), line) ?? file.height;
  return {
    type: 'file',
    id: file.fileId,
    collection: file.collection,
    ...described,
    ...(file.width === undefined ? {} : { width: file.width }),
    ...(height === undefined ? {} : { height }),
  };
}

function pixels(written: string | undefined, line: number): number | undefined {
  if (written === undefined || written === '') return undefined;
  const value = Number(written.replace(/px$/, ''));
  if (Number.isFinite(value) && value > 0) return value;
  throw refuse(line, `"${written}" is no size in pixels.`, 'Write width=600.');
}
