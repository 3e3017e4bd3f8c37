import { ReadableStream } from 'node:stream/web';
import type { Confluence } from '../confluence/ports.ts';
import { AppError } from '../kernel/app-error.ts';
import { getAttachment } from '../operations/attachments/get-attachment.ts';
import { operationId, type SensitiveText } from '../operations/operation.ts';
import type { Obligations } from '../policy/question.ts';
import { defaultClassification } from '../policy/view.ts';
import type { Caller, Connection } from './call.ts';
import type { CallHooks, HookedCall, HookReport } from './hooks/hooks.ts';
import type { CallLimits } from './limits/call-limits.ts';
import { maskProse, type MaskCounts } from './mask-output.ts';
import { masksOfCall } from './masks-of-call.ts';
import type { PolicySource, Standpoint } from './policy-questions.ts';

/** Most bytes of a text that is masked on its way; a larger one does not leave where something is masked. */
const mostMaskedBytes = 5 * 1024 * 1024;

interface File {
  readonly mediaType: string;
  readonly bytes: ReadableStream<Uint8Array>;
}

export interface GuardedDownload {
  readonly said: readonly string[];
  readonly counts: MaskCounts;
  /** Limits and hooks, before the file is asked for. Raises what they raise. */
  before(confluence: Confluence): Promise<void>;
  /**
   * The file as it may leave: a text with what is masked for this caller masked. Raises `denied` for another file where
   * anything is masked, since nobody looks into it.
   */
  leaving(file: File): Promise<File>;
}

/** What holds for a download beside the decision: as for the call that gave its address out. */
export function guardDownload(
  parts: { readonly policy: PolicySource; readonly limits?: CallLimits; readonly hooks?: CallHooks },
  download: {
    readonly caller: Caller;
    readonly callId: string;
    readonly connection: Connection;
    readonly standpoint: Standpoint;
    readonly attachmentId: string;
    readonly pageId: string;
    readonly obligations: Obligations;
    readonly signal: AbortSignal;
  },
): GuardedDownload {
  const { caller, connection, standpoint, attachmentId, pageId, obligations, signal } = download;
  const { workspaceId, userId, agentId } = caller;
  const operation = operationId(getAttachment);
  const reviewed = standpoint.governance.connections.get(connection.id)?.tools.get(operation);
  const hooked: HookedCall = {
    workspaceId,
    userId,
    agentId,
    callId: download.callId,
    operationId: operation,
    connection: connection.slug,
    effect: getAttachment.effect,
    classification: reviewed?.classification ?? defaultClassification(getAttachment.effect),
    targets: [`attachment:${attachmentId}`, `page:${pageId}`],
    args: { id: attachmentId },
  };
  const said: string[] = [];
  const heard = (report: HookReport): void => {
    said.push(...report.said);
    if (report.refused) throw report.refused;
  };
  const masks = masksOfCall(standpoint, parts.policy.detectors?.(workspaceId) ?? []);
  masks.always(parts.hooks?.masks(hooked));
  return {
    said,
    counts: masks.counts,
    async before(confluence) {
      await parts.limits?.take({
        workspaceId,
        userId,
        agentId,
        connectionId: connection.id,
        operationId: operation,
        profiles: obligations.profiles,
      });
      if (!parts.hooks) return;
      heard(await parts.hooks.before(hooked, signal));
      const { title, mediaType } = await confluence.attachments.get({ id: attachmentId }, signal);
      heard(await parts.hooks.after(hooked, { id: attachmentId, title, mediaType }, signal));
    },
    async leaving(file) {
      const find = masks.of(obligations.mask);
      return find ? maskedFile(file, find, masks.counts) : file;
    },
  };
}

async function maskedFile(
  { mediaType, bytes }: File,
  find: SensitiveText,
  counts: MaskCounts,
): Promise<File> {
  const text = isText(mediaType) ? await textOf(bytes) : undefined;
  if (text === undefined) {
    await bytes.cancel().catch(() => undefined);
    throw new AppError(
      'denied',
      'This file cannot be given out: a rule masks what leaves, and nobody sees into it.',
      {
        nextStep: 'Read the page instead, or ask an administrator.',
      },
    );
  }
  const masked = new TextEncoder().encode(maskProse(text, find, counts));
  const whole = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(masked);
      controller.close();
    },
  });
  return { mediaType, bytes: whole };
}

function isText(mediaType: string): boolean {
  return /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|csv|[\w.-]+\+(?:json|xml))\b)/i.test(mediaType);
}

/** Undefined where it is too large or no UTF-8. */
async function textOf(bytes: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > mostMaskedBytes) return undefined;
    try {
      text += decoder.decode(chunk, { stream: true });
    } catch {
      return undefined;
    }
  }
  try {
    return text + decoder.decode();
  } catch {
    return undefined;
  }
}
