import { isoTime } from '../http/iso-time.ts';
import type { Space, SpaceRight } from '../model/entities.ts';
import { spaceWebui } from '../model/links.ts';

export const descriptionFormats = ['plain', 'view'] as const;

/** A space in v2's JSON. */
export function spaceJson(
  space: Space,
  options: { readonly format: (typeof descriptionFormats)[number] | null; readonly icon: boolean },
): Record<string, unknown> {
  const { format } = options;
  return {
    id: space.id,
    key: space.key,
    name: space.name,
    type: space.type,
    status: space.status,
    authorId: space.authorId,
    spaceOwnerId: space.authorId,
    currentActiveAlias: space.key,
    createdAt: isoTime(space.createdAt),
    ...(space.homepageId === null ? {} : { homepageId: space.homepageId }),
    description: format === null ? {} : { [format]: { representation: format, value: space.description } },
    ...(options.icon
      ? {
          icon: {
            path: '/images/logo/default-space-logo.svg',
            apiDownloadLink: '/images/logo/default-space-logo.svg',
          },
        }
      : {}),
    _links: { webui: spaceWebui(space) },
  };
}

/** One row of a space's permissions: one operation for one principal. */
export interface PermissionRow {
  readonly id: string;
  readonly principal: { readonly type: string; readonly id: string };
  readonly operation: { readonly key: string; readonly targetType: string };
}

const operationsOf: Readonly<Record<SpaceRight, readonly (readonly [key: string, target: string])[]>> = {
  read: [['read', 'space']],
  create: [
    ['create', 'page'],
    ['create', 'blogpost'],
    ['create', 'attachment'],
  ],
  update: [],
  delete: [
    ['delete', 'page'],
    ['delete', 'blogpost'],
    ['delete', 'attachment'],
  ],
  comment: [
    ['create', 'comment'],
    ['delete', 'comment'],
  ],
  admin: [
    ['administer', 'space'],
    ['restrict_content', 'space'],
    ['export', 'space'],
  ],
};

/** What a space gives to whom, in Confluence's operations. */
export function permissionRows(space: Space): PermissionRow[] {
  return space.permissions.flatMap(({ principal, rights }, index) => {
    const [type = 'user', ...rest] = principal.split(':');
    return rights
      .flatMap((right) => operationsOf[right])
      .map(([key, targetType], row) => ({
        id: `${space.id}${String(index + 1).padStart(2, '0')}${String(row + 1).padStart(2, '0')}`,
        principal: { type, id: rest.join(':') },
        operation: { key, targetType },
      }));
  });
}
