import type { Effect } from '../operations/operation.ts';
import type { FactKind, TargetFacts } from './facts.ts';
import type { Approver } from './rules/rule.ts';

export const tokenScopes = ['weir:read', 'weir:write', 'weir:delete', 'weir:admin'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Who calls, as the token and the request say; nothing of it comes from arguments. */
export interface Asker {
  /** Absent for a service agent that acts as itself. */
  readonly userId?: string;
  readonly email?: string;
  readonly groups: readonly string[];
  /** Absent where the call bears no identity; then nothing is allowed. */
  readonly agentId?: string;
  /** Of the token; absent where the credential knows no scopes (an agent key, stdio). */
  readonly scopes?: ReadonlySet<TokenScope>;
  /** Milliseconds UTC of the last sign-in of the person; absent where there was none. */
  readonly signedInAt?: number;
  readonly ip?: string;
  readonly client?: {
    readonly name?: string;
    readonly version?: string;
    readonly transport: string;
    /** The conversation (`context_id` of the token). */
    readonly context?: string;
  };
}

/** What an address or a flag takes away; it never adds. */
export interface AddressNarrowing {
  readonly readOnly: boolean;
  /** Groups of operations that stay; absent means all. */
  readonly toolsets?: readonly string[];
  /** The governed toolset that the address names. */
  readonly toolset?: string;
}

export interface AskedOperation {
  /** `group.action`, or `api:cloud-v2/getPageById`. */
  readonly id: string;
  readonly group: string;
  readonly effect: Effect;
  /** Whether it says what its arguments name and what its answer shows. */
  readonly declaresTargets: boolean;
}

/**
 * `list`: may this tool be shown, that is, could some call of it be allowed? `call`: may this one run? `result`: may this
 * answer leave?
 */
export type Phase =
  | { readonly kind: 'list' }
  | {
      readonly kind: 'call';
      /** Parsed. */
      readonly args: Readonly<Record<string, unknown>>;
      readonly targets: readonly TargetFacts[];
    }
  | {
      readonly kind: 'result';
      readonly args: Readonly<Record<string, unknown>>;
      readonly targets: readonly TargetFacts[];
    };

export interface GovernedQuestion {
  readonly asker: Asker;
  readonly narrowing: AddressNarrowing;
  readonly connectionId: string;
  /** Absent where the name that was called is no operation. */
  readonly operation?: AskedOperation;
  readonly phase: Phase;
  /** Milliseconds UTC, of the database's clock. */
  readonly now: number;
  /** Ids of rules whose approval this call has. */
  readonly approvedBy?: ReadonlySet<string>;
}

/** The links of the chain, in the order in which they are tried and explained. */
export const chainLinks = [
  'kill_switch',
  'agent',
  'agent_kind',
  'tool_exists',
  'tool_switch',
  'connection',
  'tool_review',
  'toolset',
  'profile',
  'address',
  'space_limits',
  'rules_deny',
  'token_scope',
  'rules_ask',
] as const;
export type ChainLink = (typeof chainLinks)[number];

/** What decided: a link of the chain, and where it is not the link itself, the rule, profile or switch. */
export interface Decider {
  readonly link: ChainLink;
  readonly id?: string;
  /** For administrators and the record; never for the caller. */
  readonly detail: string;
}

/**
 * How a refusal may read, so that it tells nothing: `tool` as for a name that does not exist, `target` as for content that
 * does not exist. The others are about the caller (`agent_…`, `stopped`: workspace, agent or person are switched off) or
 * about the arguments alone (`arguments`: a rule forbids this call, `rendered_format`: under limits of spaces a rendered
 * body is not shown) and may say so.
 */
export type Refusal =
  | 'tool'
  | 'target'
  | 'arguments'
  | 'rendered_format'
  | 'agent_unknown'
  | 'agent_not_allowed'
  | 'stopped';

/** What goes with a call that may run. */
export interface Obligations {
  /** Detectors whose finds are masked in what leaves. */
  readonly mask: ReadonlySet<string>;
  /** Profiles that admit the call: their limits and quotas count. */
  readonly profiles: readonly string[];
  /** Macros and link hosts that a write may newly bring; absent means any. */
  readonly newMacros?: ReadonlySet<string>;
  readonly newLinkHosts?: ReadonlySet<string>;
}

export type Verdict =
  | { readonly outcome: 'allow'; readonly decider: Decider; readonly obligations: Obligations }
  | { readonly outcome: 'deny'; readonly decider: Decider; readonly refusal: Refusal }
  /** Facts about the targets with these indexes are missing. */
  | {
      readonly outcome: 'need';
      readonly decider: Decider;
      readonly facts: ReadonlySet<FactKind>;
      readonly targets: readonly number[];
      readonly obligations: Obligations;
    }
  | {
      readonly outcome: 'step_up';
      readonly decider: Decider;
      /** The token lacks this scope, or the person's sign-in is older than this many milliseconds. */
      readonly wants: { readonly scope: TokenScope } | { readonly signInWithinMs: number };
    }
  | {
      readonly outcome: 'approval_required';
      readonly decider: Decider;
      readonly ruleId: string;
      readonly approver: Approver;
      readonly obligations: Obligations;
    };

/** One link as an administrator reads it. */
export interface LinkReport {
  readonly link: ChainLink;
  /** `not_reached` where what it looks at does not exist. */
  readonly state: 'passed' | 'failed' | 'asks' | 'needs' | 'not_reached';
  readonly deciding: boolean;
  readonly detail: string;
}
