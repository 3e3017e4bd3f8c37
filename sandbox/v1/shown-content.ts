import type { RouteContext } from '../http/context.ts';
import { optionalIntParam } from '../http/query.ts';
import type { Comment, Content } from '../model/entities.ts';
import { canReadComment } from '../model/permissions.ts';
import { currentVersion } from '../model/update-content.ts';
import { noContent } from './find.ts';

/** Content as one of its versions, or its draft, has it; `status` is that of what is shown. */
interface ShownContent {
  readonly content: Content;
  readonly status: string;
}

/** What `status` and `version` ask for, as it stands unless they say otherwise. @throws Refusal `not-found` */
export function shownContent(c: RouteContext, content: Content): ShownContent {
  const asked = (c.req.queries('status') ?? []).flatMap((status) => status.split(','));
  const number =
    optionalIntParam(c, 'version') ?? (c.get('staleRead') ? Math.max(content.versions.length - 1, 1) : null);
  const shown =
    number !== null && number !== 0
      ? versionOf(content, number)
      : asked.length === 1 && asked[0] === 'draft'
        ? draftOf(content)
        : { content, status: content.status };
  const wanted = asked.length > 0 ? asked : ['current', 'archived', 'historical'];
  if (shown === null || !(wanted.includes(shown.status) || wanted.includes('any')))
    throw noContent(content.id);
  return shown;
}

function versionOf(content: Content, number: number): ShownContent | null {
  const version = content.versions.find((candidate) => candidate.number === number);
  if (version === undefined) return null;
  if (version === currentVersion(content)) return { content, status: content.status };
  const { title, storage } = version;
  const versions = content.versions.filter((candidate) => candidate.number <= number);
  return { content: { ...content, title, storage, adf: null, versions }, status: 'historical' };
}

/** Of an unpublished page the page itself; null where a published one has none. */
function draftOf(content: Content): ShownContent | null {
  if (content.status === 'draft') return { content, status: 'draft' };
  if (content.draft === null) return null;
  const { title, storage, authorId, updatedAt } = content.draft;
  const version = {
    number: 1,
    authorId,
    createdAt: updatedAt,
    message: '',
    minorEdit: false,
    title,
    storage,
  };
  return { content: { ...content, title, storage, adf: null, versions: [version] }, status: 'draft' };
}

/** A comment by its id, which v1 reads like any content; undefined for what is none or hidden. */
export function commentAnywhere(c: RouteContext, id: string): Comment | undefined {
  const comment = c.get('site').comments.get(id);
  return comment !== undefined && canReadComment(c.get('site'), c.get('person'), comment)
    ? comment
    : undefined;
}
