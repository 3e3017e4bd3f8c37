import { createHash } from 'node:crypto';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { Executor } from './open-store.ts';

/** The right of one person, through one agent, to fetch one attachment once. */
export interface DownloadTicket {
  readonly workspaceId: string;
  readonly personId: string;
  readonly agentId: string;
  readonly connectionId: string;
  readonly attachmentId: string;
  readonly pageId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Stores a ticket and answers the text for the address, 256 random bits; only its hash is kept. */
export async function issueTicket(db: Executor, ticket: DownloadTicket, random: Random): Promise<Secret> {
  const text = new Secret(Buffer.from(random.bytes(32)).toString('base64url'));
  await db
    .insertInto('download_tickets')
    .values({
      ticket_hash: hashTicket(text),
      workspace_id: ticket.workspaceId,
      person_id: ticket.personId,
      agent_id: ticket.agentId,
      connection_id: ticket.connectionId,
      attachment_id: ticket.attachmentId,
      page_id: ticket.pageId,
      created_at: ticket.createdAt,
      expires_at: ticket.expiresAt,
    })
    .execute();
  return text;
}

/** Uses a ticket up: of several takers one gets it. Undefined for one that is used, expired or unknown. */
export async function takeTicket(
  db: Executor,
  text: Secret,
  now: number,
): Promise<DownloadTicket | undefined> {
  const row = await db
    .deleteFrom('download_tickets')
    .where('ticket_hash', '=', hashTicket(text))
    .returningAll()
    .executeTakeFirst();
  if (!row || row.expires_at <= now) return undefined;
  return {
    workspaceId: row.workspace_id,
    personId: row.person_id,
    agentId: row.agent_id,
    connectionId: row.connection_id,
    attachmentId: row.attachment_id,
    pageId: row.page_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

export async function evictTickets(db: Executor, now: number): Promise<void> {
  await db.deleteFrom('download_tickets').where('expires_at', '<=', now).execute();
}

function hashTicket(text: Secret): string {
  return createHash('sha256').update(text.reveal()).digest('hex');
}
