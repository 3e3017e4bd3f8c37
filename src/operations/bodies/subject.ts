import type { BodyWrite, Comment, ListFormat, Page } from '../../confluence/ports.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';

/** What has a body that can be read and written: a page, a blog post, a comment. */
export interface Subject<C extends Content = Content> {
  readonly id: string;
  /** For people: `page 123`. */
  readonly name: string;
  /**
   * Whether a body may stand in ADF alone. Never on Data Center, which has none, nor for comments, which are short and
   * written whole: their storage format is always there.
   */
  readonly mayHoldAdf: boolean;
  read(bodyFormat: ListFormat, version?: number): Promise<C>;
  /** Writes the version after `of`. Raises `conflict` when somebody wrote it already. */
  write(of: C, change: ContentChange): Promise<C>;
}

export type Content = Page | Comment;

export interface ContentChange {
  readonly body: BodyWrite;
  readonly bodyFormat?: ListFormat;
  readonly message?: string | undefined;
  /** Pages and blog posts. */
  readonly title?: string | undefined;
  readonly parentId?: string | undefined;
  /** Pages: a draft is published by `current`. */
  readonly status?: 'current' | 'draft' | undefined;
}

export interface DraftOption {
  /** The open draft instead of what is published. */
  readonly draft?: boolean | undefined;
}

export function pageSubject(context: OperationContext, id: string, options: DraftOption = {}): Subject<Page> {
  return versioned(context, 'pages', `page ${id}`, id, options);
}

export function blogPostSubject(
  context: OperationContext,
  id: string,
  options: DraftOption = {},
): Subject<Page> {
  return versioned(context, 'blogPosts', `blog post ${id}`, id, options);
}

export function commentSubject(
  { confluence, signal }: OperationContext,
  id: string,
  kind: Comment['kind'],
): Subject<Comment> {
  return {
    id,
    name: `comment ${id}`,
    mayHoldAdf: false,
    read: (bodyFormat) => confluence.comments.get({ id, kind, bodyFormat }, signal),
    write: (of, { body, message }) =>
      confluence.comments.update(
        { id, kind, body, version: { number: (of.version?.number ?? 0) + 1, ...(message && { message }) } },
        signal,
      ),
  };
}

function versioned(
  { confluence, signal }: OperationContext,
  port: 'pages' | 'blogPosts',
  name: string,
  id: string,
  { draft }: DraftOption,
): Subject<Page> {
  return {
    id,
    name,
    mayHoldAdf: confluence.platform === 'cloud',
    read: (bodyFormat, version) =>
      confluence[port].get(
        { id, bodyFormat, ...(version !== undefined && { version }), ...(draft && { draft }) },
        signal,
      ),
    write: (of, { body, bodyFormat, message, title, parentId, status }) => {
      refuseUnlessLive(of, name);
      const next = status ?? (of.status === 'draft' ? 'draft' : 'current');
      return confluence[port].update(
        {
          id,
          title: title ?? of.title,
          status: next,
          body,
          ...(bodyFormat && { bodyFormat }),
          ...(parentId !== undefined && { parentId }),
          version: { number: nextNumber(of, next), ...(message && { message }) },
        },
        signal,
      );
    },
  };
}

/** A draft has no versions: it is always written as 1, and so is what it is published as. */
export function nextNumber(of: Content, status: 'current' | 'draft' = 'current'): number {
  return status === 'draft' || of.status === 'draft' ? 1 : (of.version?.number ?? 0) + 1;
}

/** A write to a page in the trash would restore it and drop the body (facts: confluence-api §5). */
function refuseUnlessLive(of: Page, name: string): void {
  if (of.status !== 'trashed' && of.status !== 'deleted' && of.status !== 'archived') return;
  throw new AppError('invalid_input', `The ${name} is ${of.status}.`, {
    nextStep: 'Restore it before you change it.',
  });
}
