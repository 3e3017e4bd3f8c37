import type { z } from 'zod';
import type { Actor } from '../auth/administration/change.ts';
import type { Member } from '../auth/directory.ts';
import type { Workspace } from '../store/workspaces.ts';
import type { Right } from './rights.ts';
import type { Visitor } from './visitor.ts';

/** What a route asks of its visitor: to be somebody, to run the installation, or a right in the workspace of the address. */
export type Need =
  | { readonly to: 'anyone' }
  | { readonly to: 'operator' }
  | { readonly to: 'right'; readonly right: Right }
  /** Runs the installation, and the workspace of the address is given. */
  | { readonly to: 'operator_in_workspace' };

type Shape = z.ZodObject;

interface Asked<P extends Shape, Q extends Shape, B extends z.ZodType> {
  readonly visitor: Visitor;
  /** For the record. */
  readonly actor: Actor;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly ifMatch: string | undefined;
  readonly signal: AbortSignal;
}

/** The workspace of the address, and who the visitor is there: an operator may be nobody. */
export interface Place {
  readonly workspace: Workspace;
  readonly member: Member | undefined;
}

export interface Reply {
  /** Absent: 204. */
  readonly body?: unknown;
  /** Whether it is one thing that can be changed, which has an ETag. */
  readonly tagged?: boolean;
  /** What the tag is made of, where the body has parts that change by themselves. */
  readonly tagOf?: unknown;
  /** In the place of a body: what is sent bit by bit. */
  readonly response?: Response;
}

interface Definition<P extends Shape, Q extends Shape, B extends z.ZodType> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer?: z.ZodType;
  /** Of the answer; JSON unless given. */
  readonly mediaTypes?: readonly string[];
  /** 200, or 204 where there is no answer, unless given. */
  readonly status?: 201 | 202;
  /** Wants If-Match. */
  readonly conditional?: boolean;
}

/** A route as data: what it is, what it takes, whom it serves. */
export interface Endpoint extends Definition<Shape, Shape, z.ZodType> {
  readonly need: Need;
  readonly handle: (asked: Asked<Shape, Shape, z.ZodType>, place: Place | undefined) => Promise<Reply>;
}

type Nothing = z.ZodObject<Record<string, never>>;

/** A route of the installation. */
export function endpoint<
  P extends Shape = Nothing,
  Q extends Shape = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(
  definition: Definition<P, Q, B> & {
    readonly need: 'anyone' | 'operator';
    readonly handle: (asked: Asked<P, Q, B>) => Promise<Reply>;
  },
): Endpoint {
  const { need, handle, ...rest } = definition;
  return { ...rest, need: { to: need }, handle: (asked) => handle(asked) };
}

/** A route below `/workspaces/{workspace}`. */
export function workspaceEndpoint<
  P extends Shape = Nothing,
  Q extends Shape = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(
  definition: Definition<P, Q, B> & {
    readonly need: Right | 'operator';
    readonly handle: (asked: Asked<P, Q, B> & Place) => Promise<Reply>;
  },
): Endpoint {
  const { need, handle, path, ...rest } = definition;
  return {
    ...rest,
    path: `/workspaces/{workspace}${path}`,
    need: need === 'operator' ? { to: 'operator_in_workspace' } : { to: 'right', right: need },
    handle(asked, place) {
      if (!place) throw new Error(`${path} was served without its workspace`);
      // What was parsed by a schema is of its type.
      return handle({ ...(asked as Asked<P, Q, B>), ...place });
    },
  };
}
