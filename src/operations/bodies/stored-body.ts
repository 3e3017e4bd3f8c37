import type { Body as ContentBody } from '../../content/index.ts';
import { etagOf } from './etag.ts';
import type { Content, Subject } from './subject.ts';

export type Representation = 'storage' | 'atlas_doc_format';

/** A content with its body as Confluence keeps it. */
export interface StoredBody<C extends Content = Content> {
  readonly content: C;
  readonly representation: Representation;
  readonly value: string;
  readonly etag: string;
}

/** For the content engine. */
export function engineBody({
  representation,
  value,
}: Pick<StoredBody, 'representation' | 'value'>): ContentBody {
  return { format: representation === 'storage' ? 'storage' : 'adf', value };
}

/**
 * Reads a body in one request: storage format, which holds all that is known of a page. Some pages of Cloud answer with
 * an empty storage body; then a second request reads ADF, unless that is empty too.
 */
export async function readStored<C extends Content>(
  subject: Subject<C>,
  options: { readonly version?: number | undefined; readonly representation?: Representation } = {},
): Promise<StoredBody<C>> {
  const { version, representation = 'storage' } = options;
  const content = await subject.read(representation, version);
  const stored = storedBody(content, representation);
  if (representation !== 'storage' || stored.value.trim() !== '' || !subject.mayHoldAdf) return stored;
  const asAdf = storedBody(await subject.read('atlas_doc_format', version), 'atlas_doc_format');
  return isEmptyAdf(asAdf.value) ? stored : asAdf;
}

/** The body that an answer carries. */
export function storedBody<C extends Content>(content: C, representation: Representation): StoredBody<C> {
  return bodyOf(
    content,
    representation,
    content.body?.representation === representation ? content.body.value : '',
  );
}

/** A body as it would be stored with this content. */
export function bodyOf<C extends Content>(
  content: C,
  representation: Representation,
  value: string,
): StoredBody<C> {
  return { content, representation, value, etag: etagOf(content.id, representation, value) };
}

function isEmptyAdf(value: string): boolean {
  if (value === '') return true;
  const document: unknown = JSON.parse(value);
  return !(
    typeof document === 'object' &&
    document !== null &&
    'content' in document &&
    Array.isArray(document.content) &&
    document.content.length > 0
  );
}
