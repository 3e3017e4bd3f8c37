import type { CallToolResult } from '@modelcontextprotocol/client';
import { startSandbox, type RunningSandbox } from '../../sandbox/index.ts';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { addComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content, Space } from '../../sandbox/model/entities.ts';
import { addLabel } from '../../sandbox/model/labels.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';
import { basicAuthorization } from '../../src/app/authorization.ts';
import { compose } from '../../src/app/compose.ts';
import { openFoundation } from '../../src/app/foundation.ts';
import { loopbackOnly, transportOf } from '../../src/app/network.ts';
import { siteAccount } from '../../src/app/site-account.ts';
import { createSiteAccounts } from '../../src/auth/site-accounts.ts';
import type { CallResult } from '../../src/gateway/call.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId, type Operation } from '../../src/operations/operation.ts';
import { openAgent, openGovernance } from '../../src/policy/open-governance.ts';
import type { Constraints } from '../../src/policy/view.ts';
import { quietLog } from '../support/stores.ts';
import { testAuditKey, testMasterKeys } from '../support/weir.ts';

/** Words that stand in the forbidden space alone, one for each place where something could show. */
export const planted = {
  title: 'Zanzibar',
  body: 'quicksilver',
  footerComment: 'heliotrope',
  inlineComment: 'chrysoprase',
  label: 'obsidian',
  attachment: 'malachite',
  attachmentComment: 'lapis',
  versionMessage: 'verdigris',
  blogPost: 'vermilion',
  draft: 'carnelian',
} as const;

export interface LimitedWorld {
  readonly sandbox: RunningSandbox;
  readonly allowed: Space;
  readonly forbidden: Space;
  /** A page of the forbidden space with all that is planted. */
  readonly secretPage: Content;
  readonly author: string;
  /** Calls an operation as the person who is limited to the allowed space; in Confluence they see both. */
  call(id: string, args: unknown): Promise<CallResult>;
  /** The same without limits. */
  callFreely(id: string, args: unknown): Promise<CallResult>;
  operation(id: string): Operation;
  /** Everything of the forbidden space, as it is stored. */
  forbiddenState(): string;
  close(): Promise<void>;
}

/** Ana sees the spaces ENG and PROD in Confluence, and is given ENG alone by Weir. */
export async function startLimitedWorld(
  limits: (spaces: { readonly allowed: Space; readonly forbidden: Space }) => Partial<Constraints>,
): Promise<LimitedWorld> {
  const sandbox = await startSandbox();
  const { site } = sandbox;
  const ana = sandbox.people.find(({ email }) => email.startsWith('ana@'));
  const spaceOf = (key: string): Space => {
    const space = [...site.spaces.values()].find((candidate) => candidate.key === key);
    if (!space) throw new Error(`The sandbox has no space ${key}.`);
    return space;
  };
  if (!ana) throw new Error('The sandbox has no Ana.');
  const author = ana.accountId;
  const allowed = spaceOf('ENG');
  const [forbidden] = [...site.spaces.values()].filter(
    ({ key, type }) => key !== 'ENG' && type !== 'personal',
  );
  if (!forbidden) throw new Error('The sandbox has one space only.');
  const secretPage = plant(sandbox, forbidden, author);

  const foundation = await openFoundation({
    database: { kind: 'sqlite', file: ':memory:' },
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log: quietLog,
  });
  const transport = transportOf(loopbackOnly);
  const siteUrl = `${sandbox.siteUrl}/wiki`;
  const caller = { userId: 'usr_ana', userName: 'Ana', agentId: 'agt_test', transport: 'http' } as const;
  const operations = catalogue.map((operation) => ({
    id: operationId(operation),
    effect: operation.effect,
  }));
  const workspaces = { limited: limits({ allowed, forbidden }), free: {} } as const;
  const connectionOf = (workspaceId: string) =>
    ({ id: `con_${workspaceId}`, slug: 'sandbox', platform: 'cloud', siteUrl }) as const;
  const governances = new Map(
    Object.entries(workspaces).map(([workspaceId, constraints]) => [
      workspaceId,
      openGovernance({
        workspaceId,
        connectionIds: [connectionOf(workspaceId).id],
        operations,
        people: [caller.userId],
        constraints,
      }),
    ]),
  );
  const { gateway } = compose(foundation, {
    credentials: createSiteAccounts(
      Object.keys(workspaces).map((workspaceId) =>
        siteAccount({
          workspaceId,
          connection: connectionOf(workspaceId),
          apiBase: sandbox.siteUrl,
          transport,
          authorizationOf: () => new Secret(basicAuthorization(ana.email, ana.apiToken)),
        }),
      ),
    ),
    policy: {
      of(workspaceId) {
        const governance = governances.get(workspaceId);
        if (!governance) throw new Error(`There is no workspace ${workspaceId}.`);
        return governance;
      },
      asker: ({ userId }) => ({ userId, groups: [], agentId: openAgent }),
    },
    address: () => 'https://weir.test',
  });
  const operation = (id: string): Operation => {
    const found = catalogue.find((candidate) => operationId(candidate) === id);
    if (!found) throw new Error(`There is no operation ${id}.`);
    return found;
  };
  const callIn = (workspaceId: keyof typeof workspaces) => (id: string, args: unknown) =>
    gateway.call({
      caller: { ...caller, workspaceId },
      narrowing: { readOnly: false },
      operation: operation(id),
      args,
      outputFormat: 'both',
      schemaAdvertised: false,
      signal: AbortSignal.timeout(60_000),
    });
  return {
    sandbox,
    allowed,
    forbidden,
    secretPage,
    author,
    operation,
    call: callIn('limited'),
    callFreely: callIn('free'),
    forbiddenState: () => stateOf(sandbox, forbidden),
    async close() {
      await transport.close();
      await foundation.close();
      await sandbox.close();
    },
  };
}

/** Everything that an answer carries to the client, as one text. */
export function shownBy(result: CallResult): string {
  return result.ok ? `${result.text ?? ''}\n${JSON.stringify(result.structured)}` : result.text;
}

export type { CallToolResult };

function plant({ site }: RunningSandbox, space: Space, author: string): Content {
  const page = createContent(site, {
    kind: 'page',
    spaceId: space.id,
    title: `${planted.title} protocol`,
    author,
    parentId: space.homepageId,
    storage: `<p>Made of ${planted.body} and <ac:inline-comment-marker ac:ref="11111111-2222-4333-8444-555555555555">marked</ac:inline-comment-marker>.</p>`,
  });
  updateContent(site, page, {
    author,
    storage: `${page.storage}<p>More ${planted.body}.</p>`,
    message: planted.versionMessage,
  });
  addComment(site, page, { author, storage: `<p>${planted.footerComment}</p>` });
  addLabel(site, page, planted.label);
  addAttachment(site, page, `${planted.attachment}.txt`, {
    author,
    bytes: new TextEncoder().encode(planted.attachment),
    comment: planted.attachmentComment,
  });
  createContent(site, {
    kind: 'blogpost',
    spaceId: space.id,
    title: `${planted.blogPost} news`,
    author,
    parentId: null,
    storage: `<p>${planted.blogPost}</p>`,
  });
  createContent(site, {
    kind: 'page',
    spaceId: space.id,
    title: `${planted.draft} draft`,
    author,
    parentId: space.homepageId,
    storage: `<p>${planted.draft}</p>`,
    status: 'draft',
  });
  return page;
}

function stateOf({ site }: RunningSandbox, space: Space): string {
  const contents = [...site.contents.values()].filter(({ spaceId }) => spaceId === space.id);
  const ids = new Set(contents.map(({ id }) => id));
  return JSON.stringify([
    space,
    contents,
    [...site.comments.values()].filter(({ contentId }) => ids.has(contentId)),
    [...site.attachments.values()].filter(({ contentId }) => ids.has(contentId)),
  ]);
}
