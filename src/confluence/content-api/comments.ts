import { AppError } from '../../kernel/app-error.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { BodyFormat, Comment, CommentOps } from '../ports.ts';
import { linkOf } from '../web-links.ts';
import { listOf, type Links } from '../wire-schemas.ts';
import { bodyToWrite, readableFormat, withBody } from './body-formats.ts';
import type { ContentSite, Dialect } from './content-site.ts';
import { commentPlace } from './comment-place.ts';
import { readList } from './list.ts';
import { personId, toBody, toVersion } from './mapping.ts';
import { notThere, readContent } from './read-content.ts';
import * as schemas from './schemas.ts';
import { ownOrderOnly } from './sorting.ts';

const commentList = listOf(schemas.content);

const expansions = {
  footer: 'version,history,ancestors',
  inline: 'version,history,ancestors,extensions.inlineProperties,extensions.resolution',
} as const;

export function createCommentOps({ client, dialect }: Pick<ContentSite, 'client' | 'dialect'>): CommentOps {
  const { siteUrl } = client;

  function readComments(
    kind: Comment['kind'],
    location: readonly string[],
    args: Parameters<CommentOps['footer']>[0],
    signal: AbortSignal,
  ) {
    const { pageId, bodyFormat, status, sort, ...paging } = args;
    ownOrderOnly(dialect, sort, 'comments');
    currentOnly(dialect, status);
    const body = readableFormat(dialect, bodyFormat);
    return readList(
      client,
      commentList,
      {
        operation: 'commentsOfContent',
        kind: 'comment',
        parameters: { id: contentId(pageId, 'pageId') },
        query: { location, expand: withBody(expansions[kind], body) },
        subject: `page ${pageId}`,
        paging,
      },
      (row, list) => toComment(row, { kind, pageId }, siteUrl, body, list),
      signal,
    );
  }

  return {
    footer: async (args, signal) => readComments('footer', ['footer'], args, signal),

    async inline({ resolutionStatus, ...args }, signal) {
      const { items, ...rest } = await readComments(
        'inline',
        inlineLocations(resolutionStatus),
        args,
        signal,
      );
      // The location tells resolved from the rest; the finer states are in the comments themselves.
      const wanted = items.filter(
        (comment) => resolutionStatus === undefined || comment.resolutionStatus === resolutionStatus,
      );
      return { ...rest, items: wanted };
    },

    async addFooter({ pageId, parentCommentId, body }, signal) {
      const written = bodyToWrite(dialect, body);
      const place = await commentPlace(client, { pageId, parentCommentId }, signal);
      const row = await client.ask(
        schemas.content,
        {
          operation: 'createContent',
          kind: 'comment',
          query: { expand: expansions.footer },
          subject: place.subject,
          about: 'content',
          body: { type: 'comment', container: place.container, ancestors: place.ancestors, body: written },
        },
        signal,
      );
      return {
        ...toComment(row, { kind: 'footer', ...place.ids }, siteUrl),
        ...(parentCommentId !== undefined && { parentCommentId }),
      };
    },

    async get({ id, kind, bodyFormat }, signal) {
      const body = readableFormat(dialect, bodyFormat);
      const subject = `${kind} comment ${id}`;
      const expand = withBody(`${expansions[kind]},container`, body);
      const row = await readContent(
        client,
        { id, type: 'comment', status: ['current'], expand, subject },
        signal,
      );
      if (kindOf(row) !== kind) throw notThere(subject);
      return toComment(row, { kind }, siteUrl, body);
    },

    async update({ id, kind, body, version }, signal) {
      const row = await client.ask(
        schemas.content,
        {
          operation: 'updateContent',
          kind: 'comment',
          parameters: { contentId: contentId(id) },
          subject: `comment ${id}`,
          about: 'content',
          body: { id, type: 'comment', status: 'current', body: bodyToWrite(dialect, body), version },
        },
        signal,
      );
      return toComment(row, { kind }, siteUrl);
    },
  };
}

/** Resolved comments stand in a place of their own, and are inline ones. */
function kindOf({ extensions }: schemas.Content): Comment['kind'] {
  return extensions?.location === 'inline' || extensions?.location === 'resolved' ? 'inline' : 'footer';
}

function inlineLocations(resolutionStatus: string | undefined): readonly string[] {
  if (resolutionStatus === undefined) return ['inline', 'resolved'];
  return [resolutionStatus === 'resolved' ? 'resolved' : 'inline'];
}

function currentOnly({ name }: Dialect, status: string | undefined): void {
  if (status === undefined || status === 'current') return;
  throw new AppError('invalid_input', `${name} lists current comments only.`, {
    nextStep: 'Leave status out.',
  });
}

function toComment(
  row: schemas.Content,
  known: Pick<Comment, 'kind' | 'pageId' | 'blogPostId'>,
  siteUrl: string,
  body?: BodyFormat,
  list?: Links,
): Comment {
  const { inlineProperties, resolution } = row.extensions ?? {};
  const { container } = row;
  const version = toVersion(row.version);
  return omitAbsent({
    id: row.id,
    kind: known.kind,
    pageId: known.pageId ?? (container?.type === 'page' ? container.id : undefined),
    blogPostId: known.blogPostId ?? (container?.type === 'blogpost' ? container.id : undefined),
    status: row.status,
    parentCommentId: row.ancestors?.findLast(({ type }) => type === 'comment')?.id,
    authorId: personId(row.history?.createdBy) ?? version?.authorId,
    createdAt: row.history?.createdDate ?? version?.createdAt,
    version,
    body: toBody(row.body, body),
    webUrl: linkOf(siteUrl, row._links, list),
    resolutionStatus: known.kind === 'inline' ? resolution?.status : undefined,
    markerRef: inlineProperties?.markerRef,
    selection: inlineProperties?.originalSelection,
  });
}
