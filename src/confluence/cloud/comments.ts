import type { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Comment, CommentOps, ListFormat } from '../ports.ts';
import { contentId } from '../ids.ts';
import { linkOf } from '../web-links.ts';
import { omitAbsent } from '../omit-absent.ts';
import { queryString } from '../query.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import { toBody, toVersion } from './mapping.ts';
import * as schemas from './schemas.ts';

const commentList = schemas.listOf(schemas.comment);

export function createCommentOps(client: CloudClient): CommentOps {
  const { siteUrl } = client;
  return {
    footer: (args, signal) =>
      readList(
        client,
        commentList,
        {
          operation: 'getPageFooterComments',
          path: `/pages/${contentId(args.pageId, 'pageId')}/footer-comments`,
          subject: `page ${args.pageId}`,
          query: { 'body-format': args.bodyFormat, status: args.status, sort: args.sort },
          paging: args,
        },
        (row, list) => toComment(row, 'footer', siteUrl, args.bodyFormat, list),
        signal,
      ),

    inline: (args, signal) =>
      readList(
        client,
        commentList,
        {
          operation: 'getPageInlineComments',
          path: `/pages/${contentId(args.pageId, 'pageId')}/inline-comments`,
          subject: `page ${args.pageId}`,
          query: {
            'body-format': args.bodyFormat,
            status: args.status,
            'resolution-status': args.resolutionStatus,
            sort: args.sort,
          },
          paging: args,
        },
        (row, list) => toComment(row, 'inline', siteUrl, args.bodyFormat, list),
        signal,
      ),

    async addFooter(args, signal) {
      const { value } = await client.ask(
        schemas.comment,
        {
          operation: 'createFooterComment',
          path: '/footer-comments',
          method: 'POST',
          about: 'content',
          ...place(args),
        },
        signal,
      );
      return toComment(value, 'footer', siteUrl);
    },

    async get({ id, kind, bodyFormat }, signal) {
      const { value } = await client.ask(
        schemas.comment,
        {
          operation: kind === 'footer' ? 'getFooterCommentById' : 'getInlineCommentById',
          path: `${pathOf(kind, id)}${queryString({ 'body-format': bodyFormat })}`,
          subject: `comment ${id}`,
        },
        signal,
      );
      return toComment(value, kind, siteUrl, bodyFormat);
    },

    async update({ id, kind, body, version }, signal) {
      const { value } = await client.ask(
        schemas.comment,
        {
          operation: kind === 'footer' ? 'updateFooterComment' : 'updateInlineComment',
          path: pathOf(kind, id),
          method: 'PUT',
          subject: `comment ${id}`,
          about: 'content',
          body: { version, body },
        },
        signal,
      );
      return toComment(value, kind, siteUrl);
    },
  };
}

function pathOf(kind: Comment['kind'], id: string): string {
  return `/${kind}-comments/${contentId(id)}`;
}

/** Confluence takes a comment either on a page or under another comment, never both (facts: confluence-api §8). */
function place(args: Parameters<CommentOps['addFooter']>[0]) {
  const { pageId, parentCommentId, body } = args;
  if (parentCommentId !== undefined) {
    contentId(parentCommentId, 'parentCommentId');
    return { subject: `comment ${parentCommentId}`, body: { parentCommentId, body } };
  }
  if (pageId !== undefined) {
    contentId(pageId, 'pageId');
    return { subject: `page ${pageId}`, body: { pageId, body } };
  }
  throw new AppError('invalid_input', 'A comment needs the page it belongs to or the comment it answers.', {
    nextStep: 'Give pageId, or parentCommentId for a reply.',
  });
}

function toComment(
  row: z.output<typeof schemas.comment>,
  kind: Comment['kind'],
  siteUrl: string,
  bodyFormat?: ListFormat,
  list?: z.output<typeof schemas.links>,
): Comment {
  return omitAbsent({
    id: row.id,
    kind,
    status: row.status,
    pageId: row.pageId,
    blogPostId: row.blogPostId,
    parentCommentId: row.parentCommentId,
    authorId: row.version?.authorId,
    createdAt: row.version?.createdAt,
    version: toVersion(row.version),
    body: toBody(row.body, bodyFormat),
    webUrl: linkOf(siteUrl, row._links, list),
    resolutionStatus: kind === 'inline' ? row.resolutionStatus : undefined,
    markerRef: row.properties?.inlineMarkerRef,
    selection: row.properties?.inlineOriginalSelection,
  });
}
