import { exportRecord, mediaTypeOf } from '../audit/export-record.ts';
import { readHead } from '../audit/head-file.ts';
import { verifyRecord } from '../audit/verify-record.ts';
import { AppError } from '../kernel/app-error.ts';
import { pageOfRecords } from '../store/audit-records.ts';
import { workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { found } from './find.ts';
import type { AdminApiParts } from './parts.ts';
import { callParams, callValues, exportedText, exportQuery, verification } from './record-contract.ts';
import { noteLook } from './record-event.ts';
import { recordFilter } from './record-filter.ts';

/** Records of one call: an intent, an outcome, and what was proposed and decided in between. */
const recordsOfCall = 50;

/** What auditors do with the record: take it along, verify it, read what a call was given. Each is on record itself. */
export function recordAuditEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  /** Each reads all there is. */
  let isVerifying = false;
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/record/export',
      summary: 'The record, the oldest first, as JSON lines or CSV',
      need: 'record',
      params: workspaceParams,
      query: exportQuery,
      answer: exportedText,
      mediaTypes: Object.values(mediaTypeOf),
      async handle({ actor, workspace, query: { format, ...filter } }) {
        const event = { workspaceId: workspace.id, operation: 'record.exported' };
        await noteLook(parts, actor, { ...event, details: [`format ${format}`, ...inWords(filter)] });
        const lines = exportRecord(store.db, recordFilter(workspace.id, filter), format);
        const response = new Response(ReadableStream.from(encoded(lines)), {
          headers: {
            'content-type': mediaTypeOf[format],
            'content-disposition': `attachment; filename="record-${workspace.slug}.${format}"`,
          },
        });
        return { response };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record/verify',
      summary: 'Whether the record is as it was written, and what was done to it',
      need: 'record',
      params: workspaceParams,
      answer: verification,
      async handle({ actor, workspace }) {
        if (isVerifying) {
          throw new AppError('rate_limited', 'The record is being verified already.', {
            nextStep: 'Ask again when that is done.',
          });
        }
        isVerifying = true;
        try {
          const { key, headFile } = parts.audit;
          const kept = headFile === undefined ? undefined : await readHead(headFile);
          const report = await verifyRecord(store, {
            key,
            workspaceId: workspace.id,
            ...(kept && { kept }),
          });
          const event = { workspaceId: workspace.id, operation: 'record.verified' };
          const details = [`faults ${report.faultCount}`, `records ${report.records}`];
          await noteLook(parts, actor, { ...event, details });
          return { body: report };
        } finally {
          isVerifying = false;
        }
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record/calls/{call}/values',
      summary: 'The arguments of a call, as long as they are kept',
      need: 'payloads',
      params: callParams,
      answer: callValues,
      async handle({ actor, workspace: { id: workspaceId }, params: { call: callId } }) {
        const kept = found(
          await parts.audit.values.read({ workspaceId, callId }),
          'call with arguments kept',
        );
        const { items } = await pageOfRecords(store.db, { workspaceId, callId }, { limit: recordsOfCall });
        const isAsRecorded = items.some((record) => record.argumentDigest === kept.argumentDigest);
        await noteLook(parts, actor, { workspaceId, operation: 'values.read', targets: [`call:${callId}`] });
        return { body: { callId, arguments: kept.args, isAsRecorded } };
      },
    }),
  ];
}

function inWords(filter: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
