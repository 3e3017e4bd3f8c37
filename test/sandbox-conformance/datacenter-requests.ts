import type { DataCenterIds } from './datacenter-world.ts';
import type { ConformanceRequest } from './requests.ts';

const storage = (value: string): unknown => ({ storage: { value, representation: 'storage' } });

/** Requests over every operation of Data Center that the sandbox implements, reads before writes. */
export function dataCenterRequests(ids: DataCenterIds): ConformanceRequest[] {
  const get = (path: string): ConformanceRequest => ({ method: 'GET', path: `/rest/api${path}` });
  const send = (method: 'POST' | 'PUT', path: string, body?: unknown): ConformanceRequest => ({
    method,
    path: `/rest/api${path}`,
    body,
  });
  const everything = [
    'body.storage,body.view,body.export_view,body.styled_view,body.anonymous_export_view,body.editor',
    'space.homepage,space.description.plain,space.description.view,space.icon,space.metadata.labels',
    'space.operations,space.permissions,container,version,ancestors,operations',
    'history.lastUpdated,history.previousVersion,history.nextVersion,history.contributors.publishers.users',
    'children.page.version,children.comment.body.view,children.attachment.version,descendants.comment',
    'metadata.labels,metadata.properties.size.version,metadata.currentuser,restrictions.read',
    'extensions.inlineProperties,extensions.resolution,relevantViewRestrictions',
  ].join(',');
  return [...reads(), ...spaces(), ...people(), ...writes(), ...files()];

  function reads(): ConformanceRequest[] {
    return [
      get('/accessmode'),
      get('/server-information'),
      get('/instance-metrics'),
      get(`/content?spaceKey=${ids.space}&limit=1&start=1`),
      get(`/content?type=blogpost&postingDay=${ids.postingDay}&expand=${everything}`),
      get(`/content?ids=${ids.page}&status=any&expand=${everything}`),
      get('/content/scan?limit=2'),
      get('/content/scan?type=comment&expand=container'),
      ...[ids.page, ids.post, ids.footer, ids.inline, ids.attachment].map((id) =>
        get(`/content/${id}?expand=${everything}`),
      ),
      get(`/content/${ids.page}`),
      get(`/content/${ids.page}?version=1&status=historical&expand=${everything}`),
      get(`/content/${ids.trash}?status=trashed`),
      get(`/content/${ids.page}/history`),
      get(`/content/${ids.page}/history/3/macro/id/${ids.macro}`),
      get(`/content/${ids.page}/child?expand=page,comment,attachment`),
      get(`/content/${ids.page}/child/page?expand=version`),
      get(`/content/${ids.page}/child/comment?depth=all&expand=${everything}`),
      get(`/content/${ids.page}/child/attachment?expand=${everything}`),
      get(`/content/${ids.page}/descendant?expand=comment`),
      get(`/content/${ids.page}/descendant/comment`),
      get(`/content/${ids.page}/label`),
      get(`/content/${ids.page}/property?expand=content,version`),
      get(`/content/${ids.page}/property/size`),
      get(`/content/${ids.page}/restriction/byOperation`),
      get(`/content/${ids.page}/restriction/byOperation/read`),
      get(`/content/${ids.page}/restriction/relevantViewRestrictions`),
      get(`/content/${ids.page}/watchers`),
      get(`/content/${ids.page}/child/attachment/${ids.attachment}/extractedtext`),
      get('/content/search?cql=type=page&limit=1&expand=space,version'),
      get('/search?cql=type in (page,comment,attachment,space,user)&limit=50&expand=content.space'),
      get('/search?cql=type=page&limit=1&start=1'),
      get('/longtask'),
      get(`/longtask/${ids.task}`),
      get('/label/labels'),
      get('/label/popular'),
      get('/label/recent'),
      get('/label/howto/related'),
      send('POST', '/contentbody/convert/view', { value: '<p>x</p>', representation: 'storage' }),
    ];
  }

  function spaces(): ConformanceRequest[] {
    const one = `/space/${ids.space}`;
    return [
      get('/space?expand=description.plain,homepage,icon,metadata.labels,permissions'),
      get(`${one}?expand=description.plain,homepage,icon,metadata.labels,permissions,operations`),
      get(`${one}/content`),
      get(`${one}/content/page?depth=root`),
      get(`${one}/trash`),
      get(`${one}/labels`),
      get(`${one}/labels/popular`),
      get(`${one}/labels/recent`),
      get(`${one}/labels/howto/related`),
      get(`${one}/property?expand=space,version`),
      get(`${one}/property/rules`),
      get(`${one}/watchers`),
      get(`${one}/permissions`),
      get(`${one}/permissions/anonymous`),
      get(`${one}/permissions/group/editors`),
      get(`${one}/permissions/user/${ids.ada}`),
      send('PUT', `${one}/permissions/user/${ids.ben}/grant`, [
        { targetType: 'page', operationKey: 'create' },
      ]),
      send('PUT', `${one}/permissions/user/${ids.ben}/revoke`, [
        { targetType: 'page', operationKey: 'create' },
      ]),
      send('PUT', `${one}/permissions/group/editors/grant`, [{ targetType: 'space', operationKey: 'read' }]),
      send('PUT', `${one}/permissions/group/editors/revoke`, [
        { targetType: 'page', operationKey: 'delete' },
      ]),
      send('PUT', `${one}/permissions/anonymous/grant`, [{ targetType: 'space', operationKey: 'read' }]),
      send('PUT', `${one}/permissions/anonymous/revoke`, [{ targetType: 'space', operationKey: 'read' }]),
      send('POST', `${one}/permissions`, [
        { userKey: ids.ben, operations: [{ targetType: 'space', operationKey: 'read' }] },
      ]),
      send('POST', `${one}/property`, { key: 'fresh', value: { a: 1 } }),
      send('POST', `${one}/property/fresher`, { value: 1 }),
      send('PUT', `${one}/property/fresh`, { key: 'fresh', value: 2, version: { number: 2 } }),
      send('POST', `${one}/category/rivers`),
      send('POST', '/space', { key: 'NEW', name: 'New' }),
      send('POST', '/space/_private', { key: 'PRIV', name: 'Private' }),
      send('POST', '/space/personal', {}),
      send('PUT', '/space/NEW', { key: 'NEW', name: 'Newer' }),
      send('PUT', '/space/NEW/archive'),
      send('PUT', '/space/NEW/restore'),
    ];
  }

  function people(): ConformanceRequest[] {
    return [
      get('/user/current?expand=status'),
      get('/user/anonymous'),
      get('/user?username=ben'),
      get(`/user?key=${ids.ben}`),
      get('/user/list'),
      get('/user/memberof?username=ben'),
      get('/group'),
      get('/group/info?groupName=editors'),
      get('/group/editors'),
      get('/group/member?groupName=editors'),
      get('/group/editors/member'),
      ...['groupmember', 'groupparent', 'groupancestor'].flatMap((relation) => [
        get(`/group/${relation}?groupName=editors`),
        get(`/group/editors/${relation}`),
      ]),
      get(`/user/watch/content/${ids.page}`),
      send('POST', `/user/watch/content/${ids.page}`),
      get(`/user/watch/space/${ids.space}`),
      send('POST', `/user/watch/space/${ids.space}`),
    ];
  }

  function writes(): ConformanceRequest[] {
    const space = { key: ids.space };
    return [
      {
        ...send('POST', '/content', { type: 'page', title: 'Fresh', space, body: storage('<p>a</p>') }),
        next: (json) => {
          const id = String(Reflect.get(Object(json), 'id'));
          return send('PUT', `/content/${id}`, {
            id,
            type: 'page',
            title: 'Fresher',
            version: { number: 2 },
            ancestors: [{ id: ids.target }],
            body: storage('<p>b</p>'),
          });
        },
      },
      send('POST', '/content', { type: 'blogpost', title: 'Fresh post', space, body: storage('<p>a</p>') }),
      send('POST', '/content', {
        type: 'comment',
        container: { id: ids.page, type: 'page' },
        ancestors: [{ id: ids.footer }],
        body: storage('<p>a</p>'),
      }),
      send('POST', `/content/${ids.page}/label`, [{ prefix: 'global', name: 'fresh' }]),
      send('POST', `/content/${ids.page}/property`, { key: 'colour', value: 'blue' }),
      send('POST', `/content/${ids.page}/property/shape`, { value: 'round' }),
      send('PUT', `/content/${ids.page}/property/colour`, { value: 'red', version: { number: 2 } }),
      send('PUT', `/content/${ids.page}/restriction`, [
        { operation: 'read', restrictions: { user: [{ type: 'known', username: 'ada' }] } },
      ]),
    ];
  }

  function files(): ConformanceRequest[] {
    const path = `/content/${ids.page}/child/attachment`;
    const upload = (to: string, form: ConformanceRequest['form']): ConformanceRequest => ({
      method: 'POST',
      path: `/rest/api${to}`,
      ...(form === undefined ? {} : { form }),
    });
    return [
      upload(path, { file: 'fresh.txt' }),
      upload(`${path}/${ids.attachment}/data`, { file: 'notes.txt', minorEdit: 'true' }),
      send('PUT', `${path}/${ids.attachment}`, {
        id: ids.attachment,
        type: 'attachment',
        version: { number: 2 },
        title: 'renamed.txt',
      }),
      upload(`${path}/${ids.attachment}/move?newContentId=${ids.target}`, {}),
    ];
  }
}
