import { AppError } from '../../kernel/app-error.ts';
import { capital } from '../error-verdicts.ts';
import { attachmentId, contentId } from '../ids.ts';
import type { ContentClient, ContentStep } from './client.ts';
import type { ContentStatus } from './content-site.ts';
import * as schemas from './schemas.ts';

interface ContentQuestion {
  readonly id: string;
  /** The address serves every type alike, so what comes back must be of the type that was meant. */
  readonly type: 'page' | 'blogpost' | 'attachment' | 'comment';
  readonly status: readonly ContentStatus[];
  readonly expand: string;
  readonly version?: number;
  /** For people: `page 123`. */
  readonly subject: string;
  readonly partOf?: ContentStep;
}

/** One content by its id, in one request. Raises `not_found` where the id is of another type. */
export async function readContent(
  client: ContentClient,
  { id, type, status, expand, version, subject, partOf }: ContentQuestion,
  signal: AbortSignal,
): Promise<schemas.Content> {
  const row = await client.ask(
    schemas.content,
    {
      operation: 'getContent',
      kind: type,
      parameters: { id: type === 'attachment' ? attachmentId(id) : contentId(id) },
      query: { status, version, expand: expand || undefined },
      subject,
      ...(partOf && { partOf }),
    },
    signal,
  );
  if (row.type === type) return row;
  throw notThere(subject, `getContent -> ${row.type ?? 'no type'} instead of ${type}`);
}

/** The same for what is absent, hidden, or something else than was meant. */
export function notThere(subject: string, detail?: string): AppError {
  return new AppError('not_found', `${capital(subject)} does not exist or is not visible to this account.`, {
    nextStep: 'Check the id, or search for the title.',
    ...(detail !== undefined && { detail }),
  });
}
