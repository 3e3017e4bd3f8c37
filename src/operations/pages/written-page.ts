import type { Page } from '../../confluence/ports.ts';
import type { Rendered } from '../operation.ts';
import type { PageOutput } from '../output-shapes.ts';
import { rendered } from '../text-lines.ts';
import { pageLine } from './page-text.ts';

/** A page after a write, without the body: whoever wrote it has just sent it. */
export function withoutBody(page: Page): PageOutput {
  const { body: _, ...rest } = page;
  return rest;
}

/** `Created page 123, version 1.` and what the next update needs. */
export function renderWritten(verb: 'Created' | 'Updated', page: PageOutput): Rendered {
  const kind = page.type === 'blogpost' ? 'blog post' : 'page';
  const draft = page.status === 'draft' ? ' as a draft' : '';
  const number = page.version?.number;
  return rendered(
    `${verb} ${kind} ${page.id}${draft}${number === undefined ? '' : `, version ${number}`}.`,
    pageLine(page),
    number !== undefined && kind === 'page'
      ? `The next update takes version.number ${draft ? 1 : number + 1}.`
      : undefined,
  );
}
