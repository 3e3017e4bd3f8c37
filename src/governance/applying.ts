import type { Actor, Change } from '../auth/administration/change.ts';
import type { GovernanceParts } from './change-governance.ts';
import type { UsedConnection } from './discover.ts';
import type { GovernanceDocument, Wrong } from './document.ts';
import type { Names } from './names.ts';
import type { Resolver } from './resolve-document.ts';

/** A document while it is applied. */
export interface Applying {
  readonly parts: GovernanceParts;
  readonly change: Change;
  readonly actor: Actor;
  readonly workspaceId: string;
  readonly document: GovernanceDocument;
  readonly wrong: Wrong;
  /** As they were before anything was changed. */
  readonly names: Names;
  readonly resolver: Resolver;
  readonly connections: readonly UsedConnection[];
}
