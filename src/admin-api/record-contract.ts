// What the admin API takes and answers about the record beyond its pages. Times are UTC milliseconds.

import { z } from 'zod';
import { exportFormats } from '../audit/export-record.ts';
import { streamTarget } from '../store/audit-streams.ts';
import { keepingDays, keptValues } from '../store/settings.ts';
import { recordQuery, workspaceParams } from './contract.ts';

const id = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(200);
const time = z.int().describe('UTC milliseconds');

export const exportQuery = recordQuery
  .omit({ limit: true, cursor: true })
  .extend({ format: z.enum(exportFormats).default('jsonl') });
export const exportedText = z.string().describe('A record a line, the oldest first');

export const callParams = workspaceParams.extend({ call: id });
export const callValues = z
  .strictObject({
    callId: id,
    arguments: z.unknown(),
    isAsRecorded: z.boolean().describe('Whether they are what the record of the call binds by its digest'),
  })
  .meta({ id: 'CallValues' });

const recordFault = z
  .strictObject({
    kind: z.enum(['chain', 'retirement', 'checkpoint', 'rollback']),
    tampering: z.string().optional(),
    workspaceId: id.optional(),
    writer: id.optional(),
    seq: z.int().optional(),
    recordId: id.optional(),
    number: z.int().optional(),
    keptIn: z.enum(['head_file', 'given_file']).optional(),
    newest: z.int().optional(),
  })
  .meta({ id: 'RecordFault' });
export const verification = z
  .strictObject({
    ok: z.boolean(),
    chains: z.int(),
    records: z.int(),
    checkpoints: z.int().describe('Of the installation'),
    checkpoint: z
      .strictObject({ number: z.int(), mac: z.string(), at: time })
      .optional()
      .describe('Keep it outside: weir audit verify --against takes it'),
    faults: z.array(recordFault),
    faultCount: z.int(),
    mayHaveHappened: z.array(
      z.strictObject({
        workspaceId: id,
        callId: id,
        at: time,
        userId: z.string().optional(),
        operation: z.string().optional(),
        targets: z.array(z.string()).optional(),
      }),
    ),
    restored: z
      .array(z.strictObject({ at: time, details: z.array(z.string()) }))
      .describe(
        'Backups that were put in the place of the database; what was recorded after them is not there',
      ),
  })
  .meta({ id: 'RecordVerification' });

export const recordKeeping = z
  .strictObject({
    values: z.enum(keptValues).describe('Whose arguments are kept for auditors, sealed'),
    valuesDays: keepingDays.describe('After which they are erased'),
    days: keepingDays.nullable().describe('After which records are deleted; null: never'),
  })
  .meta({ id: 'RecordKeeping' });
export const recordKeepingChange = z.strictObject({
  values: z.enum(keptValues).optional(),
  valuesDays: keepingDays.optional(),
  days: keepingDays.min(30).nullable().optional(),
});

export const streamParams = workspaceParams.extend({ stream: id.describe('Slug or id') });
const target = streamTarget.describe('Where deliveries are posted');
const authorization = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x20-\x7e]+$/)
  .meta({ writeOnly: true, description: 'Value of the Authorization header' });

export const stream = z
  .strictObject({
    id,
    slug: z.string(),
    name: z.string(),
    target: z.string(),
    isEnabled: z.boolean(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'RecordStream' });
export const newStream = z.strictObject({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  name,
  target,
  authorization: authorization.optional(),
  isEnabled: z.boolean().default(true),
  from: z
    .enum(['now', 'beginning'])
    .default('now')
    .describe('Whether what is on record already is sent as well'),
});
export const streamChange = z.strictObject({
  name: name.optional(),
  target: target.optional(),
  isEnabled: z.boolean().optional(),
  authorization: authorization.nullable().optional(),
});
export const madeStream = stream
  .extend({ signingSecret: z.string().describe('Shown this once') })
  .meta({ id: 'MadeRecordStream' });
export const streamStatus = z
  .strictObject({
    state: z
      .enum(['off', 'delivering', 'waiting'])
      .describe('`waiting`: the target failed, and is asked again'),
    waiting: z.int().describe('Records that are not delivered yet'),
    deadLetters: z.int(),
    failures: z.int().describe('In a row'),
    nextAttemptAt: time.optional(),
    lastDeliveredAt: time.optional(),
    lastFailure: z.strictObject({ at: time, reason: z.string() }).optional(),
  })
  .meta({ id: 'RecordStreamStatus' });
export const streamTest = z
  .strictObject({ isTaken: z.boolean(), reason: z.string().optional() })
  .meta({ id: 'RecordStreamTest' });
export const deadLetter = z
  .strictObject({
    id,
    writer: id,
    fromSeq: z.int(),
    toSeq: z.int(),
    reason: z.string(),
    attempts: z.int(),
    at: time,
  })
  .meta({ id: 'DeadLetter', description: 'Records that the target would not take' });
export const replayed = z
  .strictObject({
    delivered: z.int(),
    gone: z.int().describe('Letters whose records retention has deleted'),
    stoppedBy: z.string().optional().describe('What the target said to the one that it did not take'),
    left: z.int(),
  })
  .meta({ id: 'Replayed' });
