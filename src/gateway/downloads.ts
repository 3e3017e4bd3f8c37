import type { ReadableStream } from 'node:stream/web';
import type { Recorder } from '../audit/record.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { DownloadLinks } from '../operations/operation.ts';
import { getAttachment } from '../operations/attachments/get-attachment.ts';
import { evictTickets, issueTicket, takeTicket } from '../store/download-tickets.ts';
import type { Store } from '../store/open-store.ts';
import type { Verdict } from '../policy/question.ts';
import type { Confluence } from '../confluence/ports.ts';
import { answerColumns } from './answer-columns.ts';
import type { Caller, Connection, Credentials } from './call.ts';
import { guardDownload } from './guard-download.ts';
import type { CallHooks } from './hooks/hooks.ts';
import { judgedColumns } from './judged-columns.ts';
import { judgeShown } from './judge-call.ts';
import type { CallLimits } from './limits/call-limits.ts';
import { countedMasks } from './mask-output.ts';
import { listVerdict, type PolicySource } from './policy-questions.ts';
import type { SpaceNames } from './space-names.ts';

/** How long an address serves, in milliseconds: long enough for a client to fetch it, too short to be passed around. */
const lifetimeMs = 5 * 60_000;

const operation = { id: 'attachments.download', group: 'attachments', effect: 'read' } as const;

export interface DownloadsParts {
  readonly store: Store;
  readonly credentials: Credentials;
  readonly recorder: Recorder;
  readonly policy: PolicySource;
  readonly limits?: CallLimits;
  readonly hooks?: CallHooks;
  spacesFor(caller: Caller, connection: Connection, confluence: Confluence): SpaceNames;
  /** Weir's own address without a slash at the end. */
  address(): string;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly random: Random;
}

export interface Downloads {
  linksFor(caller: Caller, connection: Connection): DownloadLinks;
  /** Uses a link up. Raises `not_found` for one that is used, expired or no longer allowed. */
  fetch(
    ticket: string,
    signal: AbortSignal,
  ): Promise<{ readonly mediaType: string; readonly bytes: ReadableStream<Uint8Array> }>;
}

/** Addresses of Weir for single attachments: governed and recorded as the download that they are. */
export function createDownloads(parts: DownloadsParts): Downloads {
  const { store, credentials, recorder, clock } = parts;

  return {
    linksFor: (caller, connection) => ({
      async issue({ attachmentId, pageId }) {
        const now = await store.now();
        const expiresAt = now + lifetimeMs;
        const holder = { workspaceId: caller.workspaceId, personId: caller.userId, agentId: caller.agentId };
        await evictTickets(store.db, now);
        const ticket = await issueTicket(
          store.db,
          { ...holder, connectionId: connection.id, attachmentId, pageId, createdAt: now, expiresAt },
          parts.random,
        );
        return { url: `${parts.address()}/downloads/${ticket.reveal()}`, expiresAt };
      },
    }),

    async fetch(text, signal) {
      const ticket = await takeTicket(store.db, new Secret(text), await store.now());
      if (!ticket) throw gone();
      const startedAt = clock.now();
      const caller: Caller = {
        workspaceId: ticket.workspaceId,
        userId: ticket.personId,
        userName: '',
        agentId: ticket.agentId,
        transport: 'http',
      };
      const callId = parts.ids('call');
      let verdict: Verdict | undefined;
      let hooksSaid: readonly string[] = [];
      const record = (result: string, masked: readonly string[] = []): void =>
        recorder.enqueue({
          kind: 'outcome',
          at: clock.now(),
          workspaceId: ticket.workspaceId,
          callId,
          userId: ticket.personId,
          agentId: ticket.agentId,
          transport: 'http',
          connectionId: ticket.connectionId,
          operation: operation.id,
          effect: operation.effect,
          targets: [`attachment:${ticket.attachmentId}`, `page:${ticket.pageId}`],
          ...(verdict && judgedColumns(verdict)),
          ...(hooksSaid.length > 0 && { hooks: hooksSaid }),
          ...(masked.length > 0 && { masked }),
          outcome: result,
          ...answerColumns(signal),
          latencyMs: clock.now() - startedAt,
        });
      try {
        const connection = credentials.connections(caller).find(({ id }) => id === ticket.connectionId);
        if (!connection) throw gone();
        const standpoint = {
          governance: parts.policy.of(caller.workspaceId),
          asker: parts.policy.asker(caller),
          narrowing: { readOnly: false },
          now: clock.now(),
        };
        verdict = listVerdict(standpoint, connection.id, getAttachment);
        if (verdict.outcome === 'deny') throw gone();
        const confluence = await credentials.confluenceFor(caller, connection);
        const { attachmentId, pageId } = ticket;
        // Where the file lies may have changed since the address was given out, and so may what the person is given.
        verdict = await judgeShown(
          { standpoint, connectionId: connection.id, operation: getAttachment, args: { id: attachmentId } },
          [{ kind: 'attachment', id: attachmentId, pageId }],
          { confluence, spaces: parts.spacesFor(caller, connection, confluence) },
          signal,
        );
        if (verdict.outcome !== 'allow') throw gone();
        const guarded = guardDownload(parts, {
          caller,
          callId,
          connection,
          standpoint,
          signal,
          attachmentId,
          pageId,
          obligations: verdict.obligations,
        });
        hooksSaid = guarded.said;
        await guarded.before(confluence);
        const file = await confluence.attachments.download({ id: attachmentId, pageId }, signal);
        const leaving = await guarded.leaving(file);
        record('ok', countedMasks(guarded.counts));
        return leaving;
      } catch (thrown) {
        const error = toAppError(thrown);
        record(error.code);
        throw error;
      }
    },
  };
}

function gone(): AppError {
  return new AppError('not_found', 'This download address was used, has expired, or never existed.', {
    nextStep: 'Ask for the attachment again; each answer brings a fresh address.',
  });
}
