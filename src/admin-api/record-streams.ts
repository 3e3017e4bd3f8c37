import { AppError } from '../kernel/app-error.ts';
import { newSigningSecret } from '../governance/signing-secret.ts';
import { addStream, dropStream, reviseStream } from '../governance/streams.ts';
import { Secret } from '../kernel/secret.ts';
import { countDeadLetters, pageOfDeadLetters } from '../store/audit-dead-letters.ts';
import { waitingRecords } from '../store/audit-stream-positions.ts';
import { changeStream, findStream, pageOfStreams, type StoredStream } from '../store/audit-streams.ts';
import type { Executor } from '../store/open-store.ts';
import { listOf, listQuery, workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import { governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';
import {
  deadLetter,
  madeStream,
  newStream,
  replayed,
  stream,
  streamChange,
  streamParams,
  streamStatus,
  streamTest,
} from './record-contract.ts';
import { changeOfRecord, noteLook } from './record-event.ts';

/** Where the record of a workspace is sent. */
export function recordStreamEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, random } = parts;
  const governed = governanceParts(parts);
  const one = async (db: Executor, workspaceId: string, name: string): Promise<StoredStream> =>
    found(await findStream(db, workspaceId, name), 'stream');
  const targetsOf = ({ id }: StoredStream): readonly string[] => [`stream:${id}`];

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/record/streams',
      summary: 'Streams of the record, by slug',
      need: 'record',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(stream),
      async handle({ workspace, query }) {
        const { items, ...rest } = await pageOfStreams(store.db, workspace.id, query);
        return { body: { items: items.map(shown), ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/record/streams',
      summary: 'Send the record somewhere; the secret that signs deliveries is shown once',
      need: 'streams',
      params: workspaceParams,
      body: newStream,
      answer: madeStream,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body }) {
        const { target: url, ...rest } = body;
        const { stream: added, signing } = await changeOfRecord(parts, actor, (change) =>
          addStream(governed, change, workspaceId, { ...rest, url }),
        );
        return { body: { ...shown(added), signingSecret: signing.reveal() }, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record/streams/{stream}',
      summary: 'A stream',
      need: 'record',
      params: streamParams,
      answer: stream,
      handle: async ({ workspace, params }) => ({
        body: shown(await one(store.db, workspace.id, params.stream)),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/record/streams/{stream}',
      summary: 'Change a stream, or switch it on or off; what waits is tried at once',
      need: 'streams',
      params: streamParams,
      body: streamChange,
      answer: stream,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const { name, target: url, isEnabled, authorization } = body;
        const before = await one(store.db, workspaceId, params.stream);
        const secretSealed =
          authorization === undefined
            ? undefined
            : await parts.audit.streams.seal(before, {
                signing: (await parts.audit.streams.secretsOf(before)).signing,
                ...(authorization !== null && { authorization: new Secret(authorization) }),
              });
        const changed = await changeOfRecord(parts, actor, async (change) => {
          const current = await one(change.tx, workspaceId, before.id);
          checkMatch(ifMatch, shown(current));
          unchangedSince(before, current);
          return reviseStream(change, current, {
            ...(name !== undefined && { name }),
            ...(url !== undefined && { url }),
            ...(isEnabled !== undefined && { isEnabled }),
            ...(secretSealed && { secretSealed }),
          });
        });
        return { body: shown(changed), tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/record/streams/{stream}',
      summary: 'Remove a stream with its dead letters; the record itself stays',
      need: 'streams',
      params: streamParams,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, ifMatch }) {
        await changeOfRecord(parts, actor, async (change) => {
          const before = await one(change.tx, workspaceId, params.stream);
          checkMatch(ifMatch, shown(before));
          await dropStream(change, before);
        });
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/record/streams/{stream}/secret',
      summary: 'Sign with a new secret from now on; it is shown once',
      need: 'streams',
      params: streamParams,
      answer: madeStream,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        const before = await one(store.db, workspaceId, params.stream);
        const signing = newSigningSecret(random);
        const { authorization } = await parts.audit.streams.secretsOf(before);
        const secretSealed = await parts.audit.streams.seal(before, {
          signing,
          ...(authorization && { authorization }),
        });
        const changed = await changeOfRecord(parts, actor, async ({ tx, now, note }) => {
          unchangedSince(before, await one(tx, workspaceId, before.id));
          note({ workspaceId, operation: 'stream.secret_changed', targets: targetsOf(before) });
          return found(await changeStream(tx, before, { secretSealed, now }), 'stream');
        });
        return { body: { ...shown(changed), signingSecret: signing.reveal() }, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record/streams/{stream}/status',
      summary: 'How deliveries go, and how many records wait',
      need: 'record',
      params: streamParams,
      answer: streamStatus,
      async handle({ workspace: { id: workspaceId }, params }) {
        const { id, isEnabled, state } = await one(store.db, workspaceId, params.stream);
        const { refused: _refused, ...shownState } = state;
        const key = { workspaceId, streamId: id };
        const body = {
          state: isEnabled ? (state.failures > 0 ? 'waiting' : 'delivering') : 'off',
          waiting: await waitingRecords(store.db, key),
          deadLetters: await countDeadLetters(store.db, key),
          ...shownState,
        };
        return { body };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/record/streams/{stream}/test',
      summary: 'Make a signed delivery without records',
      need: 'streams',
      params: streamParams,
      answer: streamTest,
      async handle({ workspace, params, signal }) {
        const tried = await parts.audit.streams.test(
          await one(store.db, workspace.id, params.stream),
          signal,
        );
        const isTaken = tried.outcome === 'taken';
        return { body: { isTaken, ...(!isTaken && { reason: tried.reason }) } };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record/streams/{stream}/dead-letters',
      summary: 'What the target would not take, the oldest first',
      need: 'record',
      params: streamParams,
      query: listQuery,
      answer: listOf(deadLetter),
      async handle({ workspace: { id: workspaceId }, params, query }) {
        const { id: streamId } = await one(store.db, workspaceId, params.stream);
        const { items, ...rest } = await pageOfDeadLetters(store.db, { workspaceId, streamId }, query);
        const letters = items.map(({ workspaceId: _workspace, streamId: _stream, ...letter }) => letter);
        return { body: { items: letters, ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/record/streams/{stream}/replay',
      summary: 'Send dead letters again, the oldest first, at most 100',
      need: 'streams',
      params: streamParams,
      answer: replayed,
      async handle({ actor, workspace: { id: workspaceId }, params, signal }) {
        const before = await one(store.db, workspaceId, params.stream);
        const result = await parts.audit.streams.replay(before, signal);
        const details = [`delivered ${result.delivered}`];
        await noteLook(parts, actor, {
          workspaceId,
          operation: 'stream.replayed',
          targets: targetsOf(before),
          details,
        });
        const left = await countDeadLetters(store.db, { workspaceId, streamId: before.id });
        return { body: { ...result, left } };
      },
    }),
  ];
}

function shown({ id, slug, name, url, isEnabled, createdAt, updatedAt }: StoredStream) {
  return { id, slug, name, target: url, isEnabled, createdAt, updatedAt };
}

/** The secrets were sealed before the transaction, over those of the stream as it was then. */
function unchangedSince(before: StoredStream, current: StoredStream): void {
  if (current.updatedAt === before.updatedAt) return;
  throw new AppError('conflict', 'Somebody changed this stream at the same moment.', {
    nextStep: 'Read it again, then repeat the change.',
  });
}
