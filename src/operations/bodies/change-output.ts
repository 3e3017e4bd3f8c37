import { z } from 'zod';
import { once } from '../../kernel/once.ts';
import type { Rendered } from '../operation.ts';
import { commentShape, pageShape, type CommentOutput, type PageOutput } from '../output-shapes.ts';
import { lines, oneLine, rendered } from '../text-lines.ts';
import type { BodyChange } from './change-body.ts';
import { contentHeader } from './content-header.ts';
import type { Content } from './subject.ts';

const changeFieldsShape = once(() => ({
  etag: z.string().optional(),
  outcome: z.enum(['written', 'unchanged', 'tried']).optional(),
  merged: z.boolean().optional(),
  verified: z.boolean().optional(),
  changed: z.array(z.string()).optional(),
  newHandles: z.array(z.string()).optional(),
  reanchored: z.array(z.object({ handle: z.string(), before: z.string(), after: z.string() })).optional(),
  lost: z.array(z.string()).optional(),
}));

export const changedPageShape = once(() => pageShape().extend(changeFieldsShape()));
export const changedCommentShape = once(() => commentShape().extend(changeFieldsShape()));

type ChangeOutput = z.output<ReturnType<typeof changedPageShape>>;
export type ChangedPage = ChangeOutput;

/** A change for a program: what it did, never the body again. */
export function changeOutput<C extends Content>({
  stored,
  report,
  outcome,
  merged,
  verified,
  lost,
}: BodyChange<C>) {
  const { body: _, ...content } = stored.content;
  return {
    ...content,
    etag: stored.etag,
    outcome,
    merged,
    verified,
    changed: [...report.changed],
    newHandles: [...report.newHandles],
    reanchored: report.reanchored.map(({ handle, before, after }) => ({
      handle: `#${handle}`,
      before,
      after,
    })),
    lost: [...lost],
  };
}

/** The small form: what the next change needs. */
export function briefChange({ id, version, etag }: ChangedPage): ChangedPage {
  return { id, ...(version && { version: { number: version.number } }), ...(etag && { etag }) };
}

const headlines = {
  written: 'Changed',
  unchanged: 'Nothing to change in',
  tried: 'Tried, not written:',
} as const;

/** A change for a model: the version and etag to go on from, and what it did. */
export function renderChange(
  output: (PageOutput | CommentOutput) & Omit<ChangeOutput, keyof PageOutput>,
  name: string,
  applied?: string,
): Rendered {
  const { etag, version, outcome = 'written', merged, verified, changed = [], lost = [] } = output;
  const { newHandles = [], reanchored = [] } = output;
  const number = version?.number;
  return rendered(
    lines(
      `${headlines[outcome]} ${name}${number === undefined ? '' : `, version ${number}`}${etag ? `, etag ${etag}` : ''}.`,
      applied && outcome !== 'unchanged' && `Applied: ${applied}.`,
      merged && 'Others changed it since it was read: their changes are kept, yours are added.',
      verified === false &&
        'Unverified: Confluence took the change but still answers with an older version. Read it before the next change.',
    ),
    lines(
      contentHeader(output),
      changed.length > 0 && `now reads:\n${changed.join('\n…\n')}`,
      newHandles.length > 0 && `new handles: ${newHandles.join(', ')}`,
      ...reanchored.map(
        ({ handle, before, after }) =>
          `comment ${handle} moved from "${oneLine(before)}" to "${oneLine(after)}"`,
      ),
      lost.length > 0 && `missing after the write: ${lost.map(oneLine).join(', ')}`,
    ),
  );
}
