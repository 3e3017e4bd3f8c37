import { defaultClassification } from '../policy/view.ts';
import type { ReviewRule } from '../store/governance-settings.ts';
import type { StoredTool } from '../store/tools.ts';
import { contentHashOf, type Discovered, type DiscoveredSet } from './definitions.ts';

/** Who decided where nobody did. */
export const byClassification = 'classification';

export type ReviewEvent = 'added' | 'renamed' | 'changed' | 'restored' | 'removed' | 'approved';

export interface Reviewed {
  /** Tools that are not as they were stored. */
  readonly changed: readonly StoredTool[];
  readonly events: readonly {
    readonly event: ReviewEvent;
    readonly operationId: string;
    readonly detail?: string;
  }[];
}

/**
 * What is known of a connection's tools after a discovery. A definition that is not as it was approved is blocked until
 * somebody approves it again, whatever the rule for new ones; what vanished stays listed; a new operation that does what a
 * vanished one did is its rename, and waits for approval as any new one.
 */
export function reviewDiscovered(
  of: Pick<StoredTool, 'workspaceId' | 'connectionId'>,
  before: readonly StoredTool[],
  found: DiscoveredSet,
  rule: ReviewRule,
  now: number,
): Reviewed {
  const changed: StoredTool[] = [];
  const events: Reviewed['events'][number][] = [];
  const known = new Map(before.map((tool) => [tool.operationId, tool]));
  const vanished = before.filter(({ operationId }) => !found.tools.has(operationId));
  const approve = (tool: StoredTool): StoredTool => {
    if (tool.state !== 'pending' || tool.renamedFrom !== undefined || !isCovered(rule, tool)) return tool;
    events.push({ event: 'approved', operationId: tool.operationId, detail: 'by its classification' });
    return approved(tool, found.setHash, byClassification, now);
  };

  for (const tool of found.tools.values()) {
    const { operationId } = tool;
    const stored = known.get(operationId);
    if (!stored) {
      const origin = vanished.find((gone) => contentHashOf(gone.definition) === tool.contentHash);
      const fresh = newTool({ ...of, now }, tool, origin);
      if (origin) events.push({ event: 'renamed', operationId, detail: `from ${origin.operationId}` });
      else events.push({ event: 'added', operationId });
      changed.push(approve(fresh));
      continue;
    }
    const state = stateOf(stored, tool.hash);
    const current: StoredTool = {
      ...stored,
      ...reclassified(stored, tool),
      state,
      definition: tool.hash === stored.hash ? stored.definition : tool.definition,
      hash: tool.hash,
    };
    if (state !== stored.state) {
      const event = state === 'changed' ? 'changed' : 'restored';
      events.push({ event, operationId, detail: `was ${stored.state}` });
    } else if (state === 'changed' && tool.hash !== stored.hash) {
      events.push({ event: 'changed', operationId, detail: 'once more' });
    }
    const decided = approve(current);
    if (decided.state !== stored.state || tool.hash !== stored.hash)
      changed.push({ ...decided, updatedAt: now });
  }

  for (const gone of vanished) {
    if (gone.state === 'removed') continue;
    events.push({ event: 'removed', operationId: gone.operationId, detail: `was ${gone.state}` });
    changed.push({ ...gone, state: 'removed', updatedAt: now });
  }
  return { changed, events };
}

/** A tool approved as it is now: its definition and that of the whole connection are pinned. */
export function approved(tool: StoredTool, setHash: string, by: string, now: number): StoredTool {
  const { definition, hash } = tool;
  return {
    ...tool,
    state: 'approved',
    approved: { definition, hash, setHash },
    decidedBy: by,
    decidedAt: now,
    updatedAt: now,
  };
}

/** Whether tools of this classification are approved by themselves. */
function isCovered(rule: ReviewRule, { action, risk }: Pick<StoredTool, 'action' | 'risk'>): boolean {
  return rule !== 'each' && rule.actions.includes(action) && rule.risks.includes(risk);
}

function stateOf(stored: StoredTool, hash: string): StoredTool['state'] {
  switch (stored.state) {
    case 'approved':
    case 'changed':
    case 'removed':
      if (!stored.approved) return 'pending';
      return stored.approved.hash === hash ? 'approved' : 'changed';
    case 'pending':
    case 'disabled':
      return stored.state;
    default:
      return stored.state satisfies never;
  }
}

/** What an administrator said stays; what followed from the effect follows it. */
function reclassified(stored: StoredTool, found: Discovered): Pick<StoredTool, 'action' | 'risk'> {
  const usual = defaultClassification(stored.definition.effect);
  const isUsual = stored.action === usual.action && stored.risk === usual.risk;
  return isUsual ? defaultClassification(found.effect) : { action: stored.action, risk: stored.risk };
}

function newTool(
  {
    workspaceId,
    connectionId,
    now,
  }: Pick<StoredTool, 'workspaceId' | 'connectionId'> & { readonly now: number },
  { operationId, effect, definition, hash }: Discovered,
  origin: StoredTool | undefined,
): StoredTool {
  return {
    workspaceId,
    connectionId,
    operationId,
    state: 'pending',
    ...(origin ? { action: origin.action, risk: origin.risk } : defaultClassification(effect)),
    definition,
    hash,
    ...(origin && { renamedFrom: origin.operationId }),
    discoveredAt: now,
    updatedAt: now,
  };
}
