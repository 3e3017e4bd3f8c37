/** Data Center's answers in the form of its document and of its wire: with fields that nothing reads, and links without a base. */
export const ann = {
  type: 'known',
  username: 'ann',
  userKey: '8a7f808a4e2',
  displayName: 'Ann Lee',
  profilePicture: { path: '/images/icons/profilepics/default.svg', width: 48, height: 48, isDefault: true },
  _links: { self: 'https://wiki.example/confluence/rest/api/user?key=8a7f808a4e2' },
  _expandable: { status: '' },
};

const version = {
  by: ann,
  when: '2026-02-03T04:05:06.000+01:00',
  message: '',
  number: 5,
  minorEdit: false,
  hidden: false,
  _expandable: { content: '/rest/api/content/65613' },
};

export const engineering = {
  id: 98305,
  key: 'ENG',
  name: 'Engineering',
  status: 'current',
  type: 'global',
  _links: { webui: '/spaces/ENG', self: 'https://wiki.example/confluence/rest/api/space/ENG' },
  _expandable: { homepage: '/rest/api/content/65600', description: '' },
};

export const base = 'https://wiki.example/confluence';

export const page = {
  id: '65613',
  type: 'page',
  status: 'current',
  title: 'Release notes',
  space: engineering,
  history: { latest: true, createdBy: ann, createdDate: '2026-01-01T00:00:00.000+01:00' },
  version,
  ancestors: [
    { id: '65600', type: 'page', status: 'current', title: 'Engineering Home', position: -1 },
    { id: '65601', type: 'page', status: 'current', title: 'Releases', position: 3 },
  ],
  position: -1,
  body: { storage: { value: '<p>Hello</p>', representation: 'storage' }, _expandable: { view: '' } },
  extensions: { position: 'none' },
  _links: {
    webui: '/spaces/ENG/pages/65613/Release+notes',
    edit: '/pages/resumedraft.action?draftId=65613',
    tinyui: '/x/TQAB',
    context: '/confluence',
    base,
  },
  _expandable: { metadata: '', operations: '', children: '/rest/api/content/65613/child' },
};

export const pageRead = {
  id: '65613',
  type: 'page',
  status: 'current',
  title: 'Release notes',
  spaceId: '98305',
  parentId: '65601',
  parentType: 'page',
  authorId: '8a7f808a4e2',
  createdAt: '2026-01-01T00:00:00.000+01:00',
  version: {
    number: 5,
    createdAt: '2026-02-03T04:05:06.000+01:00',
    authorId: '8a7f808a4e2',
    minorEdit: false,
  },
  webUrl: `${base}/spaces/ENG/pages/65613/Release+notes`,
};

/** A list, with the link to the next page where there is one. */
export function listed(results: readonly object[], next?: string): object {
  return {
    results,
    start: 0,
    limit: 25,
    size: results.length,
    _links: { base, context: '/confluence', ...(next !== undefined && { next }) },
  };
}

/** What the site says when it refuses (facts: confluence-api §3.4). */
export function refusal(statusCode: number, message: string, allowedInReadOnlyMode = true): object {
  return {
    statusCode,
    data: { authorized: false, valid: true, allowedInReadOnlyMode, errors: [], successful: false },
    message,
    reason: 'refused',
  };
}
