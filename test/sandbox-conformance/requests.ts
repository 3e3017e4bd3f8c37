import type { Ids } from './world.ts';

/** A request that must succeed; `form` is sent as multipart. */
export interface ConformanceRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** A request that needs this one's answer. */
  readonly next?: (json: unknown) => ConformanceRequest;
}

const text = (value: string): unknown => ({ representation: 'storage', value });

/** Requests over every operation of v2 that the sandbox implements, reads before writes. */
export function v2Requests(ids: Ids): ConformanceRequest[] {
  const get = (path: string): ConformanceRequest => ({ method: 'GET', path: `/wiki/api/v2${path}` });
  const send = (method: 'POST' | 'PUT', path: string, body: unknown): ConformanceRequest => ({
    method,
    path: `/wiki/api/v2${path}`,
    body,
  });
  const pageIncludes = [
    'labels',
    'properties',
    'operations',
    'likes',
    'versions',
    'collaborators',
    'direct-children',
  ]
    .map((name) => `include-${name}=true`)
    .concat('include-favorited-by-current-user-status=true')
    .join('&');
  const collections = [
    ['pages', ids.page],
    ['blogposts', ids.post],
  ] as const;
  const nodes = [
    ['folders', ids.folder],
    ['whiteboards', ids.whiteboard],
    ['databases', ids.database],
    ['embeds', ids.embed],
  ] as const;
  const shaped = [
    ['blogposts', ids.post, ids.postProperty],
    ['folders', ids.folder, ids.folderProperty],
    ['whiteboards', ids.whiteboard, ids.whiteboardProperty],
    ['databases', ids.database, ids.databaseProperty],
    ['embeds', ids.embed, ids.embedProperty],
  ] as const;
  const reads = [
    ...['storage', 'atlas_doc_format'].flatMap((format) => [
      get(`/pages?body-format=${format}&limit=250`),
      get(`/pages/${ids.page}?body-format=${format}&${pageIncludes}`),
      get(`/pages/${ids.page}/versions?body-format=${format}`),
      get(`/pages/${ids.page}/inline-comments?body-format=${format}`),
      get(`/blogposts?body-format=${format}`),
      get(`/footer-comments?body-format=${format}`),
      get(`/inline-comments?body-format=${format}`),
      get(`/tasks?body-format=${format}`),
    ]),
    ...['view', 'export_view', 'styled_view', 'anonymous_export_view', 'editor'].map((format) =>
      get(`/pages/${ids.page}?body-format=${format}`),
    ),
    get(`/pages/${ids.page}?version=1&body-format=storage`),
    get('/pages?limit=1'),
    get(`/pages?title=page&space-id=${ids.space}`),
    ...collections.flatMap(([name, id]) => [
      get(`/${name}/${id}?body-format=view&${pageIncludes}`),
      ...[
        'labels',
        'properties',
        'versions',
        'versions/2',
        'attachments',
        'footer-comments',
        'inline-comments',
      ].map((part) => get(`/${name}/${id}/${part}`)),
      ...['likes/count', 'likes/users?limit=0', 'operations'].map((part) => get(`/${name}/${id}/${part}`)),
      get(`/labels/${ids.label}/${name}`),
      get(`/spaces/${ids.space}/${name}`),
    ]),
    ...nodes.flatMap(([name, id]) => [
      get(`/${name}/${id}?include-collaborators=true&include-properties=true&include-operations=true`),
      ...['properties', 'operations', 'direct-children', 'descendants', 'ancestors'].map((part) =>
        get(`/${name}/${id}/${part}`),
      ),
    ]),
    ...['children', 'direct-children', 'ancestors', 'descendants?depth=5', `properties/${ids.property}`].map(
      (part) => get(`/pages/${ids.page}/${part}`),
    ),
    get('/spaces?description-format=plain&include-icon=true'),
    get('/spaces?description-format=view'),
    get(
      `/spaces/${ids.space}?description-format=plain&include-icon=true&include-labels=true&include-properties=true&include-operations=true&include-permissions=true`,
    ),
    ...[
      'labels',
      'content/labels',
      'operations',
      'permissions',
      'properties',
      `properties/${ids.spaceProperty}`,
    ].map((part) => get(`/spaces/${ids.space}/${part}`)),
    get('/space-role-mode'),
    get('/labels'),
    get(`/labels/${ids.label}/attachments`),
    get(`/attachments/${ids.photo}`),
    get(`/attachments/${ids.photo}/thumbnail/download`),
    get(`/attachments/${ids.attachment}/footer-comments`),
    get('/attachments'),
    get(
      `/attachments/${ids.attachment}?include-labels=true&include-properties=true&include-operations=true&include-versions=true`,
    ),
    ...[
      'labels',
      'operations',
      'versions',
      'versions/1',
      'properties',
      `properties/${ids.attachmentProperty}`,
    ].map((part) => get(`/attachments/${ids.attachment}/${part}`)),
    ...(['footer', 'inline'] as const).flatMap((kind) => [
      get(
        `/${kind}-comments/${ids[kind]}?body-format=storage&include-properties=true&include-operations=true&include-likes=true&include-versions=true`,
      ),
      ...[
        'children?body-format=storage',
        'versions',
        'versions/1',
        'operations',
        'likes/count',
        'likes/users',
      ].map((part) => get(`/${kind}-comments/${ids[kind]}/${part}`)),
    ]),
    get(`/footer-comments/${ids.reply}?body-format=atlas_doc_format`),
    get(`/tasks/${ids.task}?body-format=storage`),
  ];
  const page = (extra: object): unknown => ({ spaceId: ids.space, body: text('<p>new</p>'), ...extra });
  const property = { key: 'fresh', value: { deep: [1] } };
  return [
    ...reads,
    send('POST', '/pages', page({ title: 'New page' })),
    send('POST', '/pages?root-level=true', page({ title: 'New root' })),
    send('POST', '/pages', page({ title: 'Live', subtype: 'live' })),
    send('POST', '/blogposts', page({ title: 'New post' })),
    send('PUT', `/pages/${ids.child}`, {
      id: ids.child,
      status: 'current',
      title: 'Child again',
      body: text('<p>2</p>'),
      version: { number: 2 },
    }),
    send('PUT', `/pages/${ids.child}/title`, { status: 'current', title: 'Child, renamed' }),
    send('PUT', `/blogposts/${ids.post}`, {
      id: ids.post,
      status: 'current',
      title: 'Post again',
      body: text('<p>2</p>'),
      version: { number: 4 },
    }),
    ...nodes.flatMap(([name, id]) => [
      send('POST', `/${name}`, {
        spaceId: ids.space,
        title: `New ${name}`,
        embedUrl: 'https://example.com/',
      }),
      send('POST', `/${name}/${id}/properties`, property),
    ]),
    ...collections.map(([name, id]) => send('POST', `/${name}/${id}/properties`, property)),
    send('POST', `/attachments/${ids.attachment}/properties`, property),
    send('POST', `/comments/${ids.footer}/properties`, property),
    get(`/comments/${ids.footer}/properties`),
    get(`/comments/${ids.footer}/properties/${ids.commentProperty}`),
    send('PUT', `/comments/${ids.footer}/properties/${ids.commentProperty}`, {
      key: 'shape',
      value: 2,
      version: {
        number: 2,
        message: 'round',
      },
    }),
    send('POST', `/spaces/${ids.space}/properties`, property),
    ...shaped.flatMap(([name, id, property]) => [
      get(`/${name}/${id}/properties/${property}`),
      send('PUT', `/${name}/${id}/properties/${property}`, {
        key: 'shape',
        value: 2,
        version: {
          number: 2,
          message: 'round',
        },
      }),
    ]),
    send('PUT', `/pages/${ids.page}/properties/${ids.property}`, {
      key: 'size',
      value: 1,
      version: {
        number: 2,
        message: 'smaller',
      },
    }),
    send('PUT', `/spaces/${ids.space}/properties/${ids.spaceProperty}`, {
      key: 'rules',
      value: 1,
      version: {
        number: 2,
        message: 'fewer',
      },
    }),
    send('PUT', `/attachments/${ids.attachment}/properties/${ids.attachmentProperty}`, {
      key: 'kind',
      value: 1,
      version: {
        number: 2,
        message: 'other',
      },
    }),
    send('POST', '/footer-comments', { pageId: ids.page, body: text('<p>Foot</p>') }),
    send('POST', '/footer-comments', { blogPostId: ids.post, body: text('<p>Foot</p>') }),
    send('POST', '/footer-comments', { parentCommentId: ids.footer, body: text('<p>Reply</p>') }),
    send('PUT', `/footer-comments/${ids.footer}`, { version: { number: 2 }, body: text('<p>Foot 2</p>') }),
    send('POST', '/inline-comments', {
      pageId: ids.page,
      body: text('<p>In</p>'),
      inlineCommentProperties: {
        textSelection: 'quick',
        textSelectionMatchCount: 1,
        textSelectionMatchIndex: 0,
      },
    }),
    send('PUT', `/inline-comments/${ids.inline}`, {
      version: { number: 2 },
      body: text('<p>In 2</p>'),
      resolved: true,
    }),
    get(`/inline-comments/${ids.inline}?body-format=storage`),
    send('PUT', `/tasks/${ids.task}?body-format=storage`, { status: 'complete' }),
    get('/tasks?status=complete'),
    send('POST', '/users-bulk', { accountIds: [ids.ada, ids.ben] }),
    send('POST', '/user/access/check-access-by-email', { emails: ['nobody@example.com', 'not an address'] }),
    send('POST', '/content/convert-ids-to-types', {
      contentIds: [ids.page, ids.post, ids.footer, ids.inline],
    }),
  ];
}

const everything =
  'version,ancestors,operations,children.page,children.folder,children.whiteboard,children.database,children.embed,' +
  'childTypes,descendants,container,restrictions,body.storage,body.view,metadata.labels,metadata.properties.color,' +
  'metadata.currentuser,metadata.frontend,history.lastUpdated,history.previousVersion,history.contributors,' +
  'history.ownedBy,history.lastOwnedBy,space.icon,space.description,space.homepage,space.metadata,' +
  'space.operations,space.permissions,space.settings,space.history';

/** Requests over every operation of v1 that the sandbox implements and the vendor still documents. */
export function v1Requests(ids: Ids): ConformanceRequest[] {
  const get = (path: string): ConformanceRequest => ({ method: 'GET', path: `/wiki/rest/api${path}` });
  const send = (method: 'POST' | 'PUT', path: string, body: unknown = {}): ConformanceRequest => ({
    method,
    path: `/wiki/rest/api${path}`,
    body,
  });
  const upload = (method: 'POST' | 'PUT', path: string, name: string): ConformanceRequest => ({
    method,
    path: `/wiki/rest/api${path}`,
    form: { file: name, comment: 'uploaded', minorEdit: 'true' },
  });
  const restrictions = `/content/${ids.target}/restriction`;
  const files = `/content/${ids.page}/child/attachment`;
  return [
    get(`/search?cql=${encodeURIComponent('text ~ "fox" order by created')}`),
    get(`/search?cql=${encodeURIComponent('type in (space, comment, attachment)')}`),
    get(`/search?limit=1&cql=${encodeURIComponent('type in (page, blogpost, attachment, comment)')}`),
    get(`/content/search?expand=body.storage,version,space&cql=${encodeURIComponent('type = page')}`),
    get(`/search/user?cql=${encodeURIComponent('user.fullname ~ "Ben"')}`),
    ...[
      '/user/current?expand=personalSpace,operations,details',
      `/user?accountId=${ids.ben}`,
      '/user/anonymous',
    ].map(get),
    ...[`/user/bulk?accountId=${ids.ada}&accountId=${ids.ben}`, `/user/memberof?accountId=${ids.ben}`].map(
      get,
    ),
    ...['/group', '/group/picker?query=edit', `/group/by-id?id=${ids.group}`].map(get),
    get(`/group/${ids.group}/membersByGroupId`),
    get('/settings/systemInfo'),
    {
      ...send('POST', '/contentbody/convert/async/export_view', {
        value: '<p>x</p>',
        representation: 'storage',
      }),
      next: (json) => get(`/contentbody/convert/async/${String(Reflect.get(Object(json), 'asyncId'))}`),
    },
    get('/label?name=shared'),
    get('/space/ENG/label'),
    get('/space/ENG/settings'),
    ...['/space/ENG/state', '/space/ENG/state/settings', '/content-states'].map(get),
    get('/space/ENG/watch'),
    send('POST', `/content/${ids.target}/label`, [{ prefix: 'global', name: 'fresh' }]),
    send('POST', '/space/ENG/label', [{ prefix: 'team', name: 'fresh' }]),
    send('POST', '/space', { key: 'NEW', name: 'New space', description: { plain: { value: 'x' } } }),
    send('POST', '/space/_private', { key: 'NEWER', name: 'Newer space' }),
    send('PUT', '/space/NEW', { name: 'Newer name' }),
    get(restrictions),
    get(`${restrictions}/byOperation`),
    send('PUT', `${restrictions}/byOperation/read/user?accountId=${ids.ada}`),
    get(`${restrictions}/byOperation/read/user?accountId=${ids.ada}`),
    send('PUT', `${restrictions}/byOperation/read/byGroupId/${ids.group}`),
    get(`${restrictions}/byOperation/read/byGroupId/${ids.group}`),
    get(`${restrictions}/byOperation/read`),
    send('POST', restrictions, [
      { operation: 'update', restrictions: { user: [{ type: 'known', accountId: ids.ada }], group: [] } },
    ]),
    get(restrictions),
    send('PUT', restrictions, { results: [{ operation: 'read', restrictions: { user: [], group: [] } }] }),
    send('POST', `/content/${ids.target}/permission/check`, {
      subject: {
        type: 'user',
        identifier: ids.ben,
      },
      operation: 'update',
    }),
    upload('POST', files, 'first.txt'),
    upload('PUT', files, 'first.txt'),
    upload('POST', `${files}/${ids.attachment}/data`, 'notes.txt'),
    send('PUT', `${files}/${ids.attachment}`, {
      id: ids.attachment,
      type: 'attachment',
      version: { number: 2 },
      title: 'renamed.txt',
    }),
    get(`/content/${ids.page}/descendant/page?expand=${everything}`),
    send('PUT', `/content/${ids.target}/state?status=current`, { id: 1 }),
    get(`/content/${ids.target}/state`),
    get(`/content/${ids.target}/state/available`),
    get('/space/ENG/state/content?state-id=1'),
    send('POST', `/content/${ids.page}/version`, {
      operationKey: 'restore',
      params: {
        versionNumber: 1,
        message: 'back',
        restoreTitle: true,
      },
    }),
    send('POST', `/content/${ids.page}/copy`, {
      copyAttachments: true,
      copyPermissions: true,
      copyProperties: true,
      copyLabels: true,
      destination: {
        type: 'parent_page',
        value: ids.target,
      },
      pageTitle: 'A copy',
    }),
    send('POST', `/content/${ids.page}/pagehierarchy/copy`, {
      copyDescendants: true,
      destinationPageId: ids.target,
      titleOptions: { prefix: 'Copied ' },
    }),
    get('/longtask'),
    get(`/longtask/${ids.longTask}`),
    send('PUT', `/content/${ids.child}/move/append/${ids.target}`),
    send('POST', '/content/archive', { pages: [{ id: ids.child }] }),
    get(`${files}/${ids.attachment}/download`),
    send('POST', `/user/watch/content/${ids.page}`),
    send('POST', '/user/watch/space/ENG'),
    send('POST', '/user/watch/label/shared'),
    get(`/user/watch/content/${ids.page}`),
    get('/user/watch/space/ENG'),
    get('/user/watch/label/shared'),
    get(`/content/${ids.page}/notification/child-created`),
    send('PUT', `/relation/favourite/from/user/current/to/content/${ids.page}`),
    get(`/content/${ids.page}/notification/created`),
    get(`/content/${ids.page}/descendant?expand=page,folder,whiteboard,database,embed`),
    get(`/relation/favourite/from/user/current/to/content/${ids.page}?expand=source`),
  ];
}
