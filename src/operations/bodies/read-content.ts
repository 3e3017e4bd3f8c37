import type { BodyFormat, Page } from '../../confluence/ports.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';
import type { PageOutput } from '../output-shapes.ts';
import { keepStored } from './body-base.ts';
import type { ReadFormat } from './body-fields.ts';
import { showBody, type ViewQuery } from './show-body.ts';
import { readStored, storedBody, type StoredBody } from './stored-body.ts';
import type { Subject } from './subject.ts';

/** Arguments of an operation that reads one page or blog post. */
export interface ContentQuery extends Omit<ViewQuery, 'view'> {
  readonly id: string;
  /** Absent: metadata alone. */
  readonly bodyFormat?: ReadFormat | undefined;
  readonly view?: ViewQuery['view'] | 'raw' | undefined;
  readonly draft?: boolean | undefined;
}

export interface ReadContent extends PageOutput {
  etag?: string | undefined;
  nextCursor?: string | undefined;
  complete?: boolean | undefined;
}

/** A page or blog post in one request, with its body as it was asked for. */
export async function readContent(
  context: OperationContext,
  subject: Subject<Page>,
  query: ContentQuery,
  readAs: (bodyFormat: BodyFormat | undefined) => Promise<Page>,
): Promise<ReadContent> {
  const { bodyFormat, view, ...rest } = query;
  if (bodyFormat === 'markdown' && view !== 'raw') {
    const { stored, shown } = await showBody(context, subject, { ...rest, view });
    return {
      ...stored.content,
      body: { representation: 'markdown', value: shown.text },
      etag: stored.etag,
      complete: shown.complete,
      ...(shown.cursor !== undefined && { nextCursor: shown.cursor }),
    };
  }
  if (bodyFormat === 'markdown') return withBody(context, await readStored(subject, rest));
  if (view !== undefined && view !== 'full' && view !== 'raw') throw notAView(view);
  const page = await readAs(bodyFormat);
  const asKept = bodyFormat === 'storage' || bodyFormat === 'atlas_doc_format';
  return asKept ? withBody(context, storedBody(page, bodyFormat)) : page;
}

/** A body in a format of Confluence, to the letter: a base for edits too. */
async function withBody(context: OperationContext, stored: StoredBody<Page>): Promise<ReadContent> {
  const { content, representation, value, etag } = stored;
  if (value === '') return content;
  await keepStored(context, stored);
  return { ...content, body: { representation, value }, etag };
}

function notAView(view: string): AppError {
  return new AppError('invalid_input', `The ${view} view is Markdown.`, {
    nextStep: 'Leave bodyFormat out, or leave view out for the whole body in that format.',
  });
}
