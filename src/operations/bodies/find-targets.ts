import type { OperationContext } from '../operation.ts';
import type { Attachment, MarkdownNames } from '../../content/index.ts';

type LinkTarget = MarkdownNames['targets'][number];

/** Most pages and files that one text may name where each has to be looked up. */
const maxLookups = 20;

/**
 * Addresses of what new links name. ADF alone needs them: it has no link by title and knows files by their media ids.
 * What is not found stays out, and the content engine says so.
 */
export async function findTargets(
  context: OperationContext,
  contentId: string,
  names: Pick<MarkdownNames, 'targets' | 'attachments'>,
) {
  const { siteUrl } = context.confluence;
  const pages = new Map<string, string>();
  for (const target of names.targets.filter(({ kind }) => kind === 'page').slice(0, maxLookups)) {
    if (target.kind !== 'page') continue;
    const address = await pageAddress(context, target, contentId);
    if (address !== undefined) pages.set(titleKey(target.space, target.title), address);
  }
  const files = new Map<string, Attachment>();
  for (const fileName of [...names.attachments].slice(0, maxLookups)) {
    const file = await findFile(context, contentId, fileName);
    if (file) files.set(fileName, file);
  }
  return {
    pageUrl: (space: string | undefined, title: string) => pages.get(titleKey(space, title)),
    spaceUrl: (key: string) => `${siteUrl}/spaces/${encodeURIComponent(key)}`,
    contentUrl: (id: string) => `${siteUrl}/pages/viewpage.action?pageId=${id}`,
    attachment: (fileName: string) => files.get(fileName),
  };
}

function titleKey(space: string | undefined, title: string): string {
  return `${space ?? ''}\n${title}`;
}

async function pageAddress(
  { confluence, signal }: OperationContext,
  { space, title }: Extract<LinkTarget, { kind: 'page' }>,
  contentId: string,
): Promise<string | undefined> {
  const spaceId =
    space === undefined
      ? (await confluence.pages.get({ id: contentId }, signal)).spaceId
      : (await confluence.spaces.list({ keys: [space] }, signal)).items[0]?.id;
  if (spaceId === undefined) return undefined;
  const { items } = await confluence.pages.list({ spaceId, title, limit: 1 }, signal);
  return items[0]?.webUrl;
}

async function findFile(
  { confluence, signal }: OperationContext,
  contentId: string,
  fileName: string,
): Promise<Attachment | undefined> {
  const { items } = await confluence.attachments.forPage(
    { pageId: contentId, filename: fileName, limit: 1 },
    signal,
  );
  const [file] = items;
  return (
    file && {
      collection: `contentId-${contentId}`,
      ...(file.fileId !== undefined && { fileId: file.fileId }),
      ...(file.webUrl !== undefined && { url: file.webUrl }),
    }
  );
}
