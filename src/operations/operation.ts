import type { z } from 'zod';
import type { Confluence, Platform } from '../confluence/ports.ts';
import type { Link } from '../content/index.ts';
import { distinctTargets } from './distinct-targets.ts';
import { once } from '../kernel/once.ts';

/** What an operation does to Confluence; decides annotations, default classification and whether an intent is recorded. */
export type Effect = 'read' | 'create' | 'update' | 'delete' | 'admin';

/** An API operation of the vendor's documents: `cloud-v2 getPageById`, `cloud-v1 searchByCQL`, `dc …`. Its scopes are looked up, never written by hand. */
export type ApiOperation = `${'cloud-v2' | 'cloud-v1' | 'dc'} ${string}`;

/** Something in Confluence that a call names, or that an answer shows. */
export type Target =
  | {
      readonly kind: 'page' | 'blogpost' | 'comment' | 'attachment' | 'content';
      readonly id: string;
      /** Of a comment or an attachment: the page or blog post that holds it, where that is known. */
      readonly pageId?: string;
      /** The space that it lies in, where that is known. */
      readonly spaceId?: string;
      readonly spaceKey?: string;
    }
  | { readonly kind: 'space'; readonly id?: string; readonly key?: string };

/** The rows of an answer that may be left out one by one, where a caller may not see all that Confluence gave. */
export interface ListRows<Output> {
  /** One a row; undefined for a row that lies in no space, such as a person. */
  targets(output: Output): readonly (Target | undefined)[];
  /** The answer without the other rows, and without what counts them. */
  keep(output: Output, isKept: (row: number) => boolean): Output;
}

/** A short-lived address of Weir under which one attachment can be fetched once more through the same rules. */
export interface DownloadLinks {
  issue(file: {
    readonly attachmentId: string;
    readonly pageId: string;
  }): Promise<{ readonly url: string; readonly expiresAt: number }>;
}

/** One body that was read. */
export interface BodyBaseKey {
  /** Of the page, blog post or comment. */
  readonly contentId: string;
  readonly representation: string;
  readonly etag: string;
}

/**
 * What this person read through this connection, by etag: later edits are differences from it. Kept for a day, sealed,
 * and up to a size; whatever is gone has to be read again.
 */
export interface BodyBases {
  get(key: BodyBaseKey): Promise<BodyBase | undefined>;
  /** Known at once; on disk soon after. */
  put(key: BodyBaseKey, base: BodyBase): void;
}

export interface BodyBase {
  readonly body: string;
  /** What was shown of it, and how: JSON of whoever put it there. */
  readonly notes: string;
}

/** Display names by account id, as this person sees them; remembered for some minutes. Whom nobody knows is left out. */
export interface PeopleNames {
  byIds(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** Finds what of a text may not be shown to the caller: stretches in order and apart, `name` is the kind of what is there. */
export type SensitiveText = (
  text: string,
) => readonly { readonly start: number; readonly end: number; readonly name: string }[];

/** A link that a write would add, as far as its stored form says what it leads to. */
export type NewLink = Link;

/** What a running operation may use. Anything missing here is not its business. */
export interface OperationContext {
  readonly confluence: Confluence;
  readonly signal: AbortSignal;
  /** Absent where nothing is kept: then an edit needs the page to be as it was read. */
  readonly bodies?: BodyBases;
  /** Absent: ids stand for names. */
  readonly people?: PeopleNames;
  /**
   * Whether a macro may come new into a body, by its name (of an ADF extension its key). `offered`: the dialect itself has
   * it (toc, info, expand and so on). Absent: Markdown may have those, storage format, ADF and wiki markup any.
   */
  readonly allowMacro?: (name: string, offered: boolean) => boolean;
  /**
   * Whether a link may come new into a body: to an address, also of an embedded thing, to a page, a file and so on. Absent:
   * every one. Schemes that run code never get here: they are refused before.
   */
  readonly allowLink?: (link: NewLink) => boolean;
  /**
   * Of a read: whatever some rule may want masked, so that no part of it is cut off and shown. Of a write: what is masked
   * for this caller, who can keep and move it and not rewrite it. Absent where nothing is masked.
   */
  readonly sensitive?: SensitiveText;
  /** Absent where Weir has no address of its own (stdio). */
  readonly downloads?: DownloadLinks;
}

/**
 * What the model reads. `summary` and `next` are Weir's own words; `data` came from Confluence and is fenced by the
 * gateway as untrusted before it leaves.
 */
export interface Rendered {
  readonly summary: string;
  readonly data?: string;
  /** How to go on: a cursor, the version an update needs. */
  readonly next?: string;
}

export interface Operation<Input = unknown, Output = unknown> {
  /** Tool name on the flat surface: `confluence_get_page`. At most 64 characters of [a-z_]. */
  readonly name: string;
  readonly title: string;
  /** At most 300 characters: what it does, when another serves better, its limits. */
  readonly description: string;
  readonly group: string;
  readonly action: string;
  readonly effect: Effect;
  /** An update that only adds: it destroys nothing, and twice is not once. */
  readonly additive?: boolean;
  /** API operations used, by platform; a platform that is absent is not served. Alternatives for one step are not listed. */
  readonly platforms: Partial<Record<Platform, readonly ApiOperation[]>>;
  /** API operations that some calls use and others do not, such as names of mentioned people: without their scopes the rest works. */
  readonly sometimes?: Operation['platforms'];
  /** Strict: unknown arguments are reported, not dropped. */
  readonly input: z.ZodType<Input>;
  /** The machine-readable answer (`structuredContent`). */
  readonly output: z.ZodType<Output>;
  /**
   * The arguments as the grouped surface takes them, where they differ from `input`
   * (DESIGN §4.3: `body` of pages, comments); `toInput` gives what `input` will parse.
   */
  readonly grouped?: GroupedInput | undefined;
  /** What the arguments name. */
  targets(input: Input): readonly Target[];
  /** Which spaces and contents an answer shows. Undeclared would mean refused wherever a space limit holds. */
  resultTargets(output: Output): readonly Target[];
  /** Of a list: what of it can be left out. */
  readonly rows?: ListRows<Output>;
  /** Of a search: its query, which is narrowed before it is sent where a caller may not see everything. */
  readonly query?: {
    read(input: Input): string;
    write(input: Input, cql: string): Input;
  };
  /** What an approver sees before a write; plain text. */
  preview?(context: OperationContext, input: Input): Promise<string>;
  run(context: OperationContext, input: Input): Promise<Output>;
  /** The small form of an output: ids, versions, cursors; what a `verbose` caller gets where the protocol demands structured content. */
  brief(output: Output): Output;
  render(output: Output, input: Input): Rendered;
}

/** `group.action`: the identity of an operation in policy, record and configuration. */
export function operationId(operation: Pick<Operation, 'group' | 'action'>): string {
  return `${operation.group}.${operation.action}`;
}

export interface GroupedInput<T = unknown> {
  readonly input: z.ZodType<T>;
  toInput(args: T): unknown;
}

/**
 * Fixes the inference of one definition; input and output types come from their schemas. Those are made on first use
 * and kept: building them all costs more than the rest of a start.
 */
export function defineOperation<I extends z.ZodType, O extends z.ZodType, G = never>(
  definition: Omit<Operation<z.output<I>, z.output<O>>, 'input' | 'output' | 'grouped'> & {
    readonly input: () => I;
    readonly output: () => O;
    readonly grouped?: () => GroupedInput<G>;
  },
): Operation {
  const { input, output, grouped, resultTargets, ...rest } = definition;
  const schemas = { input: once(input), output: once(output), grouped: once(() => grouped?.()) };
  return {
    ...rest,
    resultTargets: (shown) => distinctTargets(resultTargets(shown as z.output<O>)),
    get input() {
      return schemas.input();
    },
    get output() {
      return schemas.output();
    },
    get grouped() {
      return schemas.grouped();
    },
  };
}
