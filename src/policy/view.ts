import type { Effect } from '../operations/operation.ts';
import type { Rule } from './rules/rule.ts';

/** A space by its id, its key, or both. Both are best: a key alone cannot be compared with an id alone. */
export interface SpaceRef {
  readonly id?: string;
  readonly key?: string;
}

export interface Classification {
  readonly action: 'read' | 'write' | 'delete';
  readonly risk: 'none' | 'sensitive' | 'dangerous';
}

/** What an operation is taken for until an administrator says otherwise (GOVERNANCE §2). */
export function defaultClassification(effect: Effect): Classification {
  switch (effect) {
    case 'read':
      return { action: 'read', risk: 'none' };
    case 'create':
    case 'update':
      return { action: 'write', risk: 'none' };
    case 'delete':
      return { action: 'delete', risk: 'sensitive' };
    case 'admin':
      return { action: 'write', risk: 'dangerous' };
    default:
      return effect satisfies never;
  }
}

export type ToolState = 'pending' | 'approved' | 'disabled' | 'changed' | 'removed';

/** An operation on a connection, as it was reviewed. */
export interface ToolView {
  readonly operationId: string;
  readonly state: ToolState;
  readonly classification: Classification;
}

export interface ConnectionView {
  readonly id: string;
  readonly enabled: boolean;
  /** Agents need no place on the allowlist here; blocked and closed ones stay out. */
  readonly allowsAllAgents: boolean;
  readonly tools: readonly ToolView[];
}

/** `all_approved` and `read_only` follow approvals by themselves; a custom one holds what it lists. */
export type Toolset =
  | { readonly id: string; readonly kind: 'all_approved' | 'read_only' }
  | {
      readonly id: string;
      readonly kind: 'custom';
      readonly tools: readonly { readonly connectionId: string; readonly operationId: string }[];
    };

export const agentKinds = ['personal', 'shared', 'service', 'ephemeral'] as const;
export type AgentKind = (typeof agentKinds)[number];

export interface AgentView {
  readonly id: string;
  readonly name: string;
  readonly kind: AgentKind;
  readonly state: 'pending' | 'allowed' | 'blocked' | 'closed';
}

/** What a profile leaves of its tools. Absent parts limit nothing; an empty `allowedSpaces` leaves no space. */
export interface Constraints {
  readonly allowedSpaces?: readonly SpaceRef[];
  readonly deniedSpaces?: readonly SpaceRef[];
  /** Ids of pages: only they and what lies under them. */
  readonly pageTrees?: readonly string[];
  /** Only content that bears one of these labels. */
  readonly labels?: readonly string[];
  readonly readOnly: boolean;
  readonly surface?: 'flat' | 'grouped';
  /** Macros that a write may newly bring; absent means any. */
  readonly newMacros?: readonly string[];
  /** Hosts to which links that a write newly brings may point; absent means any. */
  readonly newLinkHosts?: readonly string[];
}

/** Toolsets for people, under constraints. Held by whom it names, and by whoever has a grant of it. */
export interface AccessProfile {
  readonly id: string;
  readonly toolsets: readonly string[];
  readonly people: readonly string[];
  readonly groups: readonly string[];
  /** Service agents that hold it themselves, without a person. */
  readonly agents: readonly string[];
  /** Kinds of agents that may use it. */
  readonly agentKinds: readonly AgentKind[];
  readonly constraints: Constraints;
}

/** A profile given to one person, on request or just in time. */
export interface ProfileGrant {
  readonly profileId: string;
  readonly userId: string;
  /** Milliseconds UTC, the first moment at which it no longer counts; absent means it stays. */
  readonly expiresAt?: number;
}

export type KillSwitch =
  | { readonly kind: 'workspace' }
  | { readonly kind: 'connection'; readonly connectionId: string }
  /** Of every connection where none is named. */
  | { readonly kind: 'tool'; readonly operationId: string; readonly connectionId?: string }
  | { readonly kind: 'agent'; readonly agentId: string }
  | { readonly kind: 'person'; readonly userId: string };

/** Everything that a decision reads, for one workspace at one version. Never changed: a change makes another one. */
export interface GovernanceView {
  readonly workspaceId: string;
  /** Of the policy; approvals are bound to it. */
  readonly version: string;
  readonly connections: readonly ConnectionView[];
  readonly toolsets: readonly Toolset[];
  readonly profiles: readonly AccessProfile[];
  readonly grants: readonly ProfileGrant[];
  readonly agents: readonly AgentView[];
  /** Agents need no place on the allowlist; blocked and closed ones stay out. */
  readonly allowAllAgents: boolean;
  /** Kinds that are switched on. */
  readonly agentKinds: readonly AgentKind[];
  readonly killSwitches: readonly KillSwitch[];
  readonly rules: readonly Rule[];
}
