import { change } from '../auth/administration/change.ts';
import { keepingSlugsApart } from '../auth/connections/keep-slugs-apart.ts';
import { AppError } from '../kernel/app-error.ts';
import { findConnection } from '../store/connections.ts';
import {
  publicationsOf,
  publicationsTo,
  publish,
  usePublication,
  withdraw,
  type Publication,
} from '../store/publications.ts';
import type { Workspace } from '../store/workspaces.ts';
import {
  connectionParams,
  listOf,
  listQuery,
  newPublication,
  offer,
  offerChange,
  publication,
  publicationParams,
  workspaceParams,
} from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import { discoverOn } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** Connections that the operator offers to other workspaces, whose builders use them without credentials (GOVERNANCE §1). */
export function publicationEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, directory } = parts;

  const workspaceNamed = (name: string): Workspace =>
    found(
      directory.workspaces().find(({ id, slug }) => id === name || slug === name),
      'workspace',
    );
  const shown = ({ toWorkspaceId, isEnabled, allowsAllAgents, createdAt }: Publication) => ({
    toWorkspace: workspaceNamed(toWorkspaceId).slug,
    isEnabled,
    allowsAllAgents,
    createdAt,
  });

  async function offerOf(db: typeof store.db, { workspaceId, connectionId, ...rest }: Publication) {
    const connection = found(await findConnection(db, workspaceId, connectionId), 'connection');
    const { slug, platform, site, authMode } = connection;
    const { isEnabled, allowsAllAgents } = rest;
    const fromWorkspace = workspaceNamed(workspaceId).slug;
    return {
      connection: connectionId,
      slug,
      platform,
      site,
      authMode,
      fromWorkspace,
      isEnabled,
      allowsAllAgents,
    };
  }

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/connections/{connection}/publications',
      summary: 'Workspaces to which a connection is offered',
      need: 'read',
      params: connectionParams,
      query: listQuery,
      answer: listOf(publication),
      async handle({ workspace: { id: workspaceId }, params, query }) {
        const { id: connectionId } = found(
          await findConnection(store.db, workspaceId, params.connection),
          'connection',
        );
        const publications = await publicationsOf(store.db, { workspaceId, connectionId });
        return { body: cut(publications.map(shown), query, ({ toWorkspace }) => toWorkspace) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/connections/{connection}/publications',
      summary: 'Offer a connection to another workspace, or change the offer',
      need: 'operator',
      params: connectionParams,
      body: newPublication,
      answer: publication,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, params, body }) {
        const target = workspaceNamed(body.toWorkspace);
        if (target.id === workspaceId) {
          throw new AppError('invalid_input', 'The connection belongs to this workspace.', {
            nextStep: 'Name another workspace.',
          });
        }
        const published = await change(parts, actor, async ({ tx, now, note }) => {
          const { id: connectionId } = found(
            await findConnection(tx, workspaceId, params.connection),
            'connection',
          );
          const { allowsAllAgents } = body;
          const key = { workspaceId, connectionId, toWorkspaceId: target.id };
          const targets = [`workspace:${target.id}`];
          note({ workspaceId, operation: 'connection.published', connectionId, targets });
          note({ workspaceId: target.id, operation: 'connection.offered', connectionId });
          return publish(tx, { ...key, allowsAllAgents, now });
        });
        return { body: shown(published) };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/connections/{connection}/publications/{toWorkspace}',
      summary: 'Take an offer back; the other workspace loses the connection at once',
      need: 'operator',
      params: publicationParams,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        const target = workspaceNamed(params.toWorkspace);
        await change(parts, actor, async ({ tx, note }) => {
          const { id: connectionId } = found(
            await findConnection(tx, workspaceId, params.connection),
            'connection',
          );
          const withdrawn = await withdraw(tx, { workspaceId, connectionId, toWorkspaceId: target.id });
          found(withdrawn || undefined, 'publication');
          const targets = [`workspace:${target.id}`];
          note({ workspaceId, operation: 'connection.withdrawn', connectionId, targets });
          note({ workspaceId: target.id, operation: 'connection.withdrawn', connectionId });
        });
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/offered-connections',
      summary: 'Connections that other workspaces offer to this one',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(offer),
      async handle({ workspace, query }) {
        const publications = await publicationsTo(store.db, workspace.id);
        const offers = await Promise.all(publications.map((each) => offerOf(store.db, each)));
        return { body: cut(offers, query, ({ connection }) => connection) };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/offered-connections/{connection}',
      summary: 'An offered connection',
      need: 'read',
      params: connectionParams,
      answer: offer,
      async handle({ workspace, params }) {
        return { body: await represent(workspace.id, params.connection), tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/offered-connections/{connection}',
      summary: 'Use an offered connection, or stop using it',
      need: 'agents',
      params: connectionParams,
      body: offerChange,
      answer: offer,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body: { isEnabled }, ifMatch }) {
        const connectionId = params.connection;
        await change(parts, actor, async ({ tx, note }) => {
          checkMatch(ifMatch, await represent(workspaceId, connectionId, tx));
          found(await usePublication(tx, { toWorkspaceId: workspaceId, connectionId }, isEnabled), 'offer');
          await keepingSlugsApart(tx, workspaceId);
          const operation = isEnabled ? 'offer.enabled' : 'offer.disabled';
          note({ workspaceId, operation, connectionId });
        });
        if (isEnabled) await discoverOn(parts, actor, { workspaceId, connectionId });
        return { body: await represent(workspaceId, connectionId), tagged: true };
      },
    }),
  ];

  async function represent(toWorkspaceId: string, connectionId: string, db = store.db) {
    const offers = await publicationsTo(db, toWorkspaceId);
    return offerOf(
      db,
      found(
        offers.find((each) => each.connectionId === connectionId),
        'offer',
      ),
    );
  }
}
