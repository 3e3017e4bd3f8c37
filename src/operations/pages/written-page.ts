import type { BodyWrite, Page } from '../../confluence/ports.ts';
import { changedPageShape, type ChangedPage } from '../bodies/change-output.ts';
import { readCreated } from '../bodies/read-back.ts';
import { keepStored } from '../bodies/body-base.ts';
import type { Subject } from '../bodies/subject.ts';
import type { OperationContext, Rendered } from '../operation.ts';
import { lines, oneLine, rendered } from '../text-lines.ts';
import { pageLine } from './page-text.ts';

export const createdPageShape = changedPageShape;

/** A page or blog post that was just made, read back and without its body: whoever wrote it has just sent it. */
export async function readCreatedPage(
  context: OperationContext,
  subject: Subject<Page>,
  created: Page,
  sent: BodyWrite | undefined,
): Promise<ChangedPage> {
  const { body: _, ...rest } = created;
  if (!sent || sent.value === '') return rest;
  const { stored, verified, lost } = await readCreated(subject, created, sent, context.signal);
  if (!verified) return { ...rest, verified };
  await keepStored(context, stored);
  return { ...rest, etag: stored.etag, verified, lost: [...lost] };
}

/** `Created page 123, version 1, etag 9f3c1a2b.` and what the next update needs. */
export function renderCreated(page: ChangedPage): Rendered {
  const kind = page.type === 'blogpost' ? 'blog post' : 'page';
  const draft = page.status === 'draft' ? ' as a draft' : '';
  const { version, etag, verified, lost = [] } = page;
  const number = version?.number;
  return rendered(
    lines(
      `Created ${kind} ${page.id}${draft}${number === undefined ? '' : `, version ${number}`}${etag ? `, etag ${etag}` : ''}.`,
      verified === false && 'Unverified: it was made, but could not be read back yet.',
    ),
    lines(pageLine(page), lost.length > 0 && `missing after the write: ${lost.map(oneLine).join(', ')}`),
    number === undefined
      ? undefined
      : `The next update takes version.number ${draft ? 1 : number + 1}${etag ? ', an edit the etag' : ''}.`,
  );
}
