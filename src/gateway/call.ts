import type { AppError } from '../kernel/app-error.ts';
import type { Confluence } from '../confluence/ports.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Operation } from '../operations/operation.ts';
import type { AddressNarrowing as Narrowing } from '../policy/question.ts';

/** Who is calling, as the token said; never from arguments. */
export interface Caller {
  readonly workspaceId: string;
  readonly userId: string;
  readonly userName: string;
  readonly agentId: string;
  /** What the token allows (`weir:read` …); absent for keys and stdio, which are bound by nothing but policy. */
  readonly scopes?: readonly string[];
  /** Milliseconds UTC of the person's last sign-in with a browser; absent where no rule asks, or there was none. */
  readonly signedInAt?: number;
  /** The conversation, as the token says. */
  readonly contextId?: string;
  /** A Confluence access token that came with the request, for connections that take one (DESIGN §5.1). */
  readonly handedOver?: Secret;
  /** What the MCP client called itself; recorded, never trusted. */
  readonly clientName?: string;
  readonly clientVersion?: string;
  /** Of the trace that the request is part of, as its sender says; for the record. */
  readonly traceId?: string;
  /** The network address that the request came from; absent where a proxy hides it, and for stdio. */
  readonly ip?: string;
  readonly transport: 'http' | 'stdio';
}

export interface Connection {
  readonly id: string;
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  readonly siteUrl: string;
}

/** Filled by the composition root: the caller's own account on a connection. Raises `upstream_auth` when there is none. */
export interface Credentials {
  /** Connections this caller reaches, in a stable order. */
  connections(caller: Caller): readonly Connection[];
  confluenceFor(caller: Caller, connection: Connection): Promise<Confluence>;
}

export type OutputFormat = 'verbose' | 'structured' | 'both';

export type { Narrowing };

export interface CallRequest {
  readonly caller: Caller;
  readonly narrowing: Narrowing;
  readonly operation: Operation;
  /** Arguments of the operation as the client sent them, unparsed, `outputFormat` and `connection` taken out. */
  readonly args: unknown;
  readonly outputFormat: OutputFormat;
  /** Slug; needed when the caller reaches several. */
  readonly connection?: string;
  /** Whether the surface advertised an output schema for this tool. */
  readonly schemaAdvertised: boolean;
  /** Of this call alone: the record finds by it what Confluence answered. */
  readonly signal: AbortSignal;
}

export type CallResult =
  | { readonly ok: true; readonly callId: string; readonly text?: string; readonly structured?: unknown }
  | { readonly ok: false; readonly callId: string; readonly error: AppError; readonly text: string };

/** What governance says about a caller's address rather than about calls. */
export interface AddressSettings {
  /** How tools are shown where the address does not say; absent where no profile says either. */
  readonly surface?: 'flat' | 'grouped';
  /** Whether the workspace has a toolset of this name. */
  hasToolset(slug: string): boolean;
}

/** The only way to call an operation, for every surface. */
export interface Gateway {
  /**
   * Operations this caller may use, in catalogue order: the same decision that `call` makes. With `among`, only those are
   * decided on.
   */
  visible(
    caller: Caller,
    narrowing: Narrowing,
    among?: (operation: Operation) => boolean,
  ): readonly Operation[];
  addressSettings(caller: Caller): AddressSettings;
  /** Connections on which this caller has any tool at all. */
  connections(caller: Caller, narrowing: Narrowing): readonly Connection[];
  call(request: CallRequest): Promise<CallResult>;
  /**
   * Puts on record a call that no operation can take: a tool that is unknown to this caller (hidden and absent ones read
   * the same, unless the caller may use nothing at all and why is about them), or arguments that the surface could not
   * read.
   */
  refuse(caller: Caller, toolName: string, narrowing: Narrowing, error?: AppError): CallResult;
}
