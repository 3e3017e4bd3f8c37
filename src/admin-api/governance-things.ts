import type { z } from 'zod';
import type { Change } from '../auth/administration/change.ts';
import { dropDetector, saveDetector } from '../governance/detectors.ts';
import { usedConnections } from '../governance/discover.ts';
import { dropProfile, saveProfile } from '../governance/profiles.ts';
import { dropRule, saveRule } from '../governance/rules.ts';
import { dropToolset, saveToolset } from '../governance/toolsets.ts';
import { maintainedToolsets } from '../governance/view-of.ts';
import { listProfiles, type StoredProfile } from '../store/access-profiles.ts';
import { listDetectors, type StoredDetector } from '../store/mask-detectors.ts';
import type { Executor } from '../store/open-store.ts';
import { listRules, type StoredRule } from '../store/policy-rules.ts';
import { listToolsets } from '../store/toolsets.ts';
import { listOf, listQuery, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found, made } from './find.ts';
import {
  accessProfile,
  detectorChange,
  detectorParams,
  maskDetector,
  newDetector,
  newProfile,
  newRule,
  newToolset,
  policyRule,
  profileChange,
  profileParams,
  ruleChange,
  ruleParams,
  toolset,
  toolsetChange,
  toolsetParams,
} from './governance-contract.ts';
import { govern, governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';
import type { Right } from './rights.ts';

/** Something that administrators put together under a slug: listed, made, replaced and removed in one way. */
interface Kind<Shown extends { readonly slug: string }, C extends z.ZodType, N extends z.ZodType> {
  readonly path: string;
  readonly param: string;
  /** `a toolset`. */
  readonly noun: string;
  readonly right: Right;
  readonly params: z.ZodObject;
  readonly answer: z.ZodType;
  readonly change: C;
  readonly fresh: N;
  /** By slug. */
  list(db: Executor, workspaceId: string): Promise<readonly Shown[]>;
  save(change: Change, workspaceId: string, slug: string, body: z.output<C>): Promise<unknown>;
  remove(change: Change, workspaceId: string, shown: Shown): Promise<void>;
}

/** Toolsets, access profiles, rules and detectors. */
export function governedThingEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const governed = governanceParts(parts);
  return [
    ...endpointsOf(parts, {
      path: '/toolsets',
      param: 'toolset',
      noun: 'a toolset',
      right: 'toolsets',
      params: toolsetParams,
      answer: toolset,
      change: toolsetChange,
      fresh: newToolset,
      list: shownToolsets,
      async save(change, workspaceId, slug, { name, tools }) {
        const connections = await usedConnections(change.tx, workspaceId);
        const held = tools.map(({ connection, tool }) => ({
          connectionId: connections.find((one) => one.slug === connection)?.id ?? connection,
          operationId: tool,
        }));
        await saveToolset(governed, change, workspaceId, { slug, name, tools: held });
      },
      async remove(change, workspaceId, { slug, kind }) {
        if (kind !== 'custom') made(undefined, 'This toolset follows approvals by itself and stays.');
        await dropToolset(change, workspaceId, slug);
      },
    }),
    ...endpointsOf(parts, {
      path: '/access-profiles',
      param: 'profile',
      noun: 'an access profile',
      right: 'governance',
      params: profileParams,
      answer: accessProfile,
      change: profileChange,
      fresh: newProfile,
      list: async (db, workspaceId) => (await listProfiles(db, workspaceId)).map(shownProfile),
      save: (change, workspaceId, slug, { name, ...body }) =>
        saveProfile(governed, change, workspaceId, { slug, name, body }),
      remove: dropProfile,
    }),
    ...endpointsOf(parts, {
      path: '/policy-rules',
      param: 'rule',
      noun: 'a rule',
      right: 'governance',
      params: ruleParams,
      answer: policyRule,
      change: ruleChange,
      fresh: newRule,
      list: async (db, workspaceId) => (await listRules(db, workspaceId)).map(shownRule),
      save: (change, workspaceId, slug, { name, priority, isEnabled, ...body }) =>
        saveRule(governed, change, workspaceId, { slug, name, priority, isEnabled, body }),
      remove: dropRule,
    }),
    ...endpointsOf(parts, {
      path: '/mask-detectors',
      param: 'detector',
      noun: 'a detector',
      right: 'governance',
      params: detectorParams,
      answer: maskDetector,
      change: detectorChange,
      fresh: newDetector,
      list: async (db, workspaceId) => (await listDetectors(db, workspaceId)).map(shownDetector),
      save: (change, workspaceId, slug, body) =>
        saveDetector(governed, change, workspaceId, { slug, ...body }),
      remove: (change, workspaceId, { slug }) => dropDetector(change, workspaceId, slug),
    }),
  ];
}

function endpointsOf<
  Shown extends { readonly slug: string },
  C extends z.ZodType<object>,
  N extends z.ZodType<z.output<C> & { readonly slug: string }>,
>(parts: AdminApiParts, kind: Kind<Shown, C, N>): readonly Endpoint[] {
  const { store } = parts;
  const { path, noun, right, params, answer } = kind;
  const single = `${path}/{${kind.param}}`;
  const one = async (db: Executor, workspaceId: string, slug: string): Promise<Shown> =>
    found(
      (await kind.list(db, workspaceId)).find((shown) => shown.slug === slug),
      noun.replace(/^an? /, ''),
    );
  const slugOf = (given: Readonly<Record<string, unknown>>): string => String(given[kind.param]);

  return [
    workspaceEndpoint({
      method: 'get',
      path,
      summary: `List what there is of ${noun.replace(/^an? /, '')}s, by slug`,
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(answer),
      async handle({ workspace, query }) {
        const all = await kind.list(store.db, workspace.id);
        return { body: cut(all, query, ({ slug }) => slug) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path,
      summary: `Make ${noun}`,
      need: right,
      params: workspaceParams,
      body: kind.fresh,
      answer,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body: { slug, ...body } }) {
        const shown = await govern(parts, actor, async (change) => {
          const isThere = (await kind.list(change.tx, workspaceId)).some((known) => known.slug === slug);
          if (isThere) made(undefined, `There is ${noun} of this slug already.`);
          // Without its slug it is what a change takes.
          await kind.save(change, workspaceId, slug, body as unknown as z.output<C>);
          return one(change.tx, workspaceId, slug);
        });
        return { body: shown, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: single,
      summary: `Read ${noun}`,
      need: 'read',
      params,
      answer,
      handle: async ({ workspace, params: given }) => ({
        body: await one(store.db, workspace.id, slugOf(given)),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'put',
      path: single,
      summary: `Replace ${noun}; its slug never changes`,
      need: right,
      params,
      body: kind.change,
      answer,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params: given, body, ifMatch }) {
        const slug = slugOf(given);
        const shown = await govern(parts, actor, async (change) => {
          checkMatch(ifMatch, await one(change.tx, workspaceId, slug));
          await kind.save(change, workspaceId, slug, body);
          return one(change.tx, workspaceId, slug);
        });
        return { body: shown, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: single,
      summary: `Remove ${noun}`,
      need: right,
      params,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params: given, ifMatch }) {
        await govern(parts, actor, async (change) => {
          const shown = await one(change.tx, workspaceId, slugOf(given));
          checkMatch(ifMatch, shown);
          await kind.remove(change, workspaceId, shown);
        });
        return {};
      },
    }),
  ];
}

async function shownToolsets(db: Executor, workspaceId: string) {
  const connections = new Map((await usedConnections(db, workspaceId)).map(({ id, slug }) => [id, slug]));
  const maintained = Object.entries(maintainedToolsets).map(([slug, kind]) => ({
    slug,
    name: kind === 'all_approved' ? 'All approved' : 'Read-only',
    kind,
    tools: [],
  }));
  const custom = (await listToolsets(db, workspaceId)).map(({ slug, name, tools }) => ({
    slug,
    name,
    kind: 'custom' as const,
    tools: tools.map(({ connectionId, operationId }) => ({
      connection: connections.get(connectionId) ?? connectionId,
      tool: operationId,
    })),
  }));
  return [...maintained, ...custom].toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
}

function shownProfile({ id, slug, name, body, createdAt }: StoredProfile) {
  return { id, slug, name, ...body, createdAt };
}

function shownRule({ id, slug, name, priority, isEnabled, body, createdAt }: StoredRule) {
  return { id, slug, name, priority, isEnabled, ...body, createdAt };
}

function shownDetector({ slug, name, expression, createdAt }: StoredDetector) {
  return { slug, name, expression, createdAt };
}
