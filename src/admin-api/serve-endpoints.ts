import { createRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { Actor } from '../auth/administration/change.ts';
import { problem } from '../http/problem.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { version } from '../kernel/version.ts';
import { problemDetails } from './contract.ts';
import type { Endpoint, Place } from './endpoint.ts';
import { etagOf } from './etag.ts';
import type { AdminApiParts } from './parts.ts';
import { hasRight } from './rights.ts';
import { requestHeader, visitorOf, type Visitor } from './visitor.ts';

interface Env {
  Variables: { visitor: Visitor; place: Place | undefined };
}

/** No list of names or scopes is longer. */
const mostBytes = 256 * 1024;

/** The routes below `/api/v1`, with the OpenAPI document that is made from them. */
export function serveEndpoints(endpoints: readonly Endpoint[], parts: AdminApiParts): OpenAPIHono<Env> {
  const { log } = parts;
  const app = new OpenAPIHono<Env>({
    strict: false,
    defaultHook: (result) =>
      result.success ? undefined : problem(400, inWords(result.error), 'invalid_input'),
  }).basePath('/api/v1');

  app.use(async (context, next) => {
    await next();
    context.res.headers.set('cache-control', 'no-store');
  });
  app.use(
    bodyLimit({ maxSize: mostBytes, onError: () => problem(413, `A body has at most ${mostBytes} bytes.`) }),
  );
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const endpoint of endpoints) addEndpoint(app, endpoint, parts);
  // Made once: whoever asks need not be signed in.
  let document: object | undefined;
  app.get('/openapi.json', (context) => {
    document ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Weir admin API', version },
      servers: [{ url: '/' }],
    });
    return context.json(document);
  });

  app.notFound(() => problem(404, 'There is nothing at this address of the admin API.'));
  app.onError((thrown) => {
    if (thrown instanceof HTTPException) return thrown.res ?? problem(thrown.status, thrown.message);
    const error = toAppError(thrown);
    const { detail, nextStep } = error.fields;
    if (error.status >= 500) log.error('admin_api.request_failed', { code: error.code, detail });
    return problem(error.status, [error.message, nextStep].filter(Boolean).join(' '), error.code);
  });
  return app;
}

function addEndpoint(app: OpenAPIHono<Env>, endpoint: Endpoint, parts: AdminApiParts): void {
  const status = endpoint.status ?? (endpoint.answer ? 200 : 204);
  const admit: MiddlewareHandler<Env> = async (context, next) => {
    const visitor = await visitorOf(context.req.raw, parts);
    if (!visitor) return unknownVisitor();
    context.set('visitor', visitor);
    context.set('place', await admitted(endpoint, visitor, context.req.param('workspace'), parts));
    return next();
  };
  // Who asks comes before what they ask.
  app.openapi({ ...routeOf(endpoint, status), middleware: [admit] }, async (context) => {
    const visitor = context.get('visitor');
    const place = context.get('place');
    const valid = (target: string): unknown => context.req.valid(target as never) ?? {};
    const {
      body,
      tagged,
      tagOf = body,
      response,
    } = await endpoint.handle(
      {
        visitor,
        actor: actorOf(visitor, place),
        params: endpoint.params ? (valid('param') as Record<string, unknown>) : {},
        query: endpoint.query ? (valid('query') as Record<string, unknown>) : {},
        body: endpoint.body && valid('json'),
        ifMatch: context.req.header('if-match'),
        signal: context.req.raw.signal,
      },
      place,
    );
    if (response) return response;
    if (body === undefined) return context.body(null, 204);
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...(tagged && { etag: etagOf(tagOf) }) },
    });
  });
}

/** The workspace of the address, for somebody who may do this there; refusals are on record. */
async function admitted(
  endpoint: Endpoint,
  visitor: Visitor,
  workspaceName: string | undefined,
  parts: AdminApiParts,
): Promise<Place | undefined> {
  const { need } = endpoint;
  if (need.to === 'anyone') return undefined;
  if (need.to === 'operator') {
    if (visitor.isOperator) return undefined;
    throw notAllowed();
  }
  const workspace = parts.directory
    .workspaces()
    .find(({ id, slug }) => id === workspaceName || slug === workspaceName);
  const member = visitor.memberships.find(({ workspaceId }) => workspaceId === workspace?.id);
  if (!workspace || (!member && !visitor.isOperator)) {
    // Of a workspace that is not theirs nobody learns that it is there.
    throw new AppError('not_found', 'There is no such workspace.', { nextStep: 'Check its slug.' });
  }
  const place = { workspace, member };
  const allowed =
    need.to === 'right'
      ? hasRight({ roles: member?.roles ?? [], isOperator: visitor.isOperator }, need.right)
      : visitor.isOperator;
  if (allowed) return place;
  await parts.recorder.commit({
    kind: 'governance',
    at: await parts.store.now(),
    callId: parts.ids('call'),
    workspaceId: workspace.id,
    ...actorOf(visitor, place),
    operation: 'administration.refused',
    targets: [`route:${endpoint.method} ${endpoint.path}`],
    outcome: 'denied',
  });
  throw notAllowed();
}

function actorOf({ accountId, agentId, memberships }: Visitor, place: Place | undefined): Actor {
  const userId = place?.member?.personId ?? accountId ?? memberships[0]?.personId ?? 'unknown';
  return { userId, ...(agentId !== undefined && { agentId }) };
}

function routeOf(endpoint: Endpoint, status: number): RouteConfig {
  const { method, path, summary, params, query, body, answer, conditional } = endpoint;
  const mediaTypes = endpoint.mediaTypes ?? ['application/json'];
  const headers = conditional && z.looseObject({ 'if-match': z.string().optional() });
  return createRoute({
    method,
    path,
    summary,
    tags: [path.replace('/workspaces/{workspace}', '').split('/')[1] ?? 'workspaces'],
    description: whoMay(endpoint),
    security: [{ bearer: [] }],
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(headers && { headers }),
      ...(body && { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      [status]: answer
        ? {
            description: summary,
            content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: answer }])),
          }
        : { description: 'Done' },
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: problemDetails } },
      },
    },
  });
}

function whoMay({ need, method }: Endpoint): string {
  const header = method === 'get' ? '' : ` From a browser, with the header \`${requestHeader}\`.`;
  switch (need.to) {
    case 'anyone':
      return `Whoever is signed in.${header}`;
    case 'operator':
    case 'operator_in_workspace':
      return `The operator of the installation.${header}`;
    case 'right':
      return `The right \`${need.right}\` in the workspace.${header}`;
    default:
      return need satisfies never;
  }
}

/** Where it is wrong, and what; never the value, which may be a secret. */
function inWords(error: { readonly issues: readonly z.core.$ZodIssue[] }): string {
  const [issue] = error.issues;
  if (!issue) return 'The request is not valid.';
  const where = issue.path.map(String).join('.');
  const what = issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is not known` : issue.message;
  return `${where === '' ? 'The request' : where}: ${what}. Correct it and send it again.`;
}

function unknownVisitor(): Response {
  const answer = problem(
    401,
    'Sign in, or send "Authorization: Bearer" with an agent key or a token of Weir.',
  );
  answer.headers.set('www-authenticate', 'Bearer realm="weir"');
  return answer;
}

function notAllowed(): AppError {
  return new AppError('denied', 'Your roles do not allow this.', {
    nextStep: 'Ask an owner of the workspace, or the operator of the installation.',
  });
}
