import type { BodyWrite, ListFormat } from '../../confluence/ports.ts';
import { fromMarkdown } from '../../content/index.ts';
import type { WriteBody } from '../input-fields.ts';
import type { OperationContext } from '../operation.ts';
import { checkBody, checkSize } from './check-body.ts';
import { checkReferences } from './check-references.ts';
import { quotePage } from './quote-page.ts';
import { resolversFor } from './resolvers.ts';

/** A body for content that does not exist yet. Markdown becomes storage format. Raises `invalid_input` and `denied`. */
export async function newBody(context: OperationContext, body: WriteBody): Promise<BodyWrite> {
  const { representation, value } = body;
  if (representation !== 'markdown') {
    const written = { representation, value };
    checkBody(written);
    checkReferences(context, written);
    return written;
  }
  const resolvers = await resolversFor(context, [value], { representation: 'storage' });
  const storage = quotePage('The Markdown cannot become a page, and nothing was written', () =>
    fromMarkdown(value, 'storage', resolvers),
  );
  checkSize(storage);
  const made: BodyWrite = { representation: 'storage', value: storage };
  checkReferences(context, made);
  return made;
}

/** The format in which a written body can be read back. */
export function readableAs({ representation }: BodyWrite): ListFormat {
  return representation === 'atlas_doc_format' ? representation : 'storage';
}
