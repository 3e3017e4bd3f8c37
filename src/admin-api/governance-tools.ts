import { definitionDifference } from '../governance/definition-difference.ts';
import { discover, type UsedConnection } from '../governance/discover.ts';
import { reviewTool, setHashOf } from '../governance/review.ts';
import { strictSettings } from '../store/governance-settings.ts';
import type { Executor } from '../store/open-store.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { findTool, listTools, pageOfTools, type StoredTool } from '../store/tools.ts';
import { connectionParams, listOf } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import {
  approvedTools,
  connectionReview,
  discovery,
  governedTool,
  governedToolWhole,
  reviewChange,
  toolApprovals,
  toolChange,
  toolParams,
  toolsQuery,
} from './governance-contract.ts';
import { connectionNamed, govern, governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** Review of tools: what a connection offers, what differs from what was approved, and the decision. */
export function toolEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  const governed = governanceParts(parts);
  const setOf = (connection: UsedConnection) => setHashOf(governed, connection);
  const whole = async (db: Executor, workspaceId: string, connection: UsedConnection, tool: string) => {
    const key = { workspaceId, connectionId: connection.id, operationId: tool };
    return shownWhole(found(await findTool(db, key), 'tool'), setOf(connection));
  };
  const reviewOf = async (db: Executor, workspaceId: string, { id }: UsedConnection) => {
    const settings = (await readSetting(db, 'governance', workspaceId)) ?? strictSettings;
    return { settings, shown: { review: settings.connectionReview[id] ?? null } };
  };

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/connections/{connection}/tools',
      summary: 'Tools of a connection with their state of review',
      need: 'read',
      params: connectionParams,
      query: toolsQuery,
      answer: listOf(governedTool),
      async handle({ workspace: { id: workspaceId }, params, query: { state, ...page } }) {
        const connection = await connectionNamed(store.db, workspaceId, params.connection);
        const of = { workspaceId, connectionId: connection.id, state };
        const { items, ...rest } = await pageOfTools(store.db, of, page);
        return { body: { items: items.map((tool) => shown(tool, setOf(connection))), ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/connections/{connection}/discoveries',
      summary: 'Look now what the connection offers; its credentials do not matter',
      need: 'governance',
      params: connectionParams,
      answer: discovery,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        const { id: connectionId } = await connectionNamed(store.db, workspaceId, params.connection);
        return { body: { changed: await discover(governed, { workspaceId, connectionId }, actor) } };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/connections/{connection}/review',
      summary: 'How new tools of this connection are approved',
      need: 'read',
      params: connectionParams,
      answer: connectionReview,
      async handle({ workspace, params }) {
        const connection = await connectionNamed(store.db, workspace.id, params.connection);
        return { body: (await reviewOf(store.db, workspace.id, connection)).shown, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'put',
      path: '/connections/{connection}/review',
      summary: 'Change how new tools of this connection are approved',
      need: 'governance',
      params: connectionParams,
      body: reviewChange,
      answer: connectionReview,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body: { review }, ifMatch }) {
        const changed = await govern(parts, actor, async ({ tx, now, note }) => {
          const connection = await connectionNamed(tx, workspaceId, params.connection);
          const { settings, shown: before } = await reviewOf(tx, workspaceId, connection);
          checkMatch(ifMatch, before);
          const { [connection.id]: _before, ...others } = settings.connectionReview;
          const value = {
            ...settings,
            connectionReview: { ...others, ...(review !== null && { [connection.id]: review }) },
          };
          await writeSetting(tx, { name: 'governance', scope: workspaceId, value, now });
          note({
            workspaceId,
            operation: 'connection.review_changed',
            connectionId: connection.id,
            details: [`review ${JSON.stringify(review)}`],
          });
          return { review };
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/connections/{connection}/tools/approvals',
      summary: 'Approve several tools at once',
      need: 'governance',
      params: connectionParams,
      body: toolApprovals,
      answer: approvedTools,
      async handle({ actor, workspace: { id: workspaceId }, params, body }) {
        const { tools, states, actions, risks } = body;
        const approved = await govern(parts, actor, async (change) => {
          const connection = await connectionNamed(change.tx, workspaceId, params.connection);
          const connectionId = connection.id;
          const wanted =
            tools ??
            (await listTools(change.tx, workspaceId, connectionId))
              .filter(
                ({ state, action, risk }) =>
                  states.some((one) => one === state) &&
                  (actions?.includes(action) ?? true) &&
                  (risks?.includes(risk) ?? true),
              )
              .map(({ operationId }) => ({ tool: operationId, definition: undefined }));
          for (const { tool: operationId, definition: hash } of wanted) {
            const key = { workspaceId, connectionId, operationId };
            await reviewTool(change, actor.userId, key, setOf(connection), { state: 'approved', hash });
          }
          return wanted.map(({ tool }) => tool);
        });
        return { body: { approved } };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/connections/{connection}/tools/{tool}',
      summary: 'A tool with its definition, and how that differs from what was approved',
      need: 'read',
      params: toolParams,
      answer: governedToolWhole,
      async handle({ workspace, params }) {
        const connection = await connectionNamed(store.db, workspace.id, params.connection);
        return { body: await whole(store.db, workspace.id, connection, params.tool), tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/connections/{connection}/tools/{tool}',
      summary: 'Approve, disable or classify a tool, as it was read',
      need: 'governance',
      params: toolParams,
      body: toolChange,
      answer: governedToolWhole,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const changed = await govern(parts, actor, async (change) => {
          const connection = await connectionNamed(change.tx, workspaceId, params.connection);
          checkMatch(ifMatch, await whole(change.tx, workspaceId, connection, params.tool));
          const key = { workspaceId, connectionId: connection.id, operationId: params.tool };
          await reviewTool(change, actor.userId, key, setOf(connection), body);
          return whole(change.tx, workspaceId, connection, params.tool);
        });
        return { body: changed, tagged: true };
      },
    }),
  ];
}

function shown(tool: StoredTool, set: string) {
  const { definition, approved, renamedFrom, decidedBy, decidedAt } = tool;
  return {
    tool: tool.operationId,
    name: definition.name,
    description: definition.description,
    effect: definition.effect,
    state: tool.state,
    action: tool.action,
    risk: tool.risk,
    definition: tool.hash,
    ...(approved && { approved: { definition: approved.hash, set: approved.setHash } }),
    set,
    ...(renamedFrom !== undefined && { renamedFrom }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(decidedAt !== undefined && { decidedAt }),
    discoveredAt: tool.discoveredAt,
    updatedAt: tool.updatedAt,
  };
}

function shownWhole(tool: StoredTool, set: string) {
  const { definition, approved } = tool;
  return {
    ...shown(tool, set),
    input: definition.input,
    output: definition.output,
    scopes: definition.scopes,
    differences: approved ? definitionDifference(approved.definition, definition) : [],
  };
}
