import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { callbackErrorOf } from './callback-error.ts';
import type { ConnectParts } from './connect-parts.ts';
import { attempt, connected, refused, type Attempted } from './finish.ts';
import type { GrantedSite, GrantStatus } from '../upstream/upstream.ts';
import { personalSignIn } from './personal-sign-in.ts';
import { visitOf, whoseOf, type Visit } from './visit.ts';

/** Where Atlassian and Data Center send people back to; the address that administrators copy into their app. */
export const callbackPath = '/integration-callback';

/** How long somebody may take at Atlassian, and over the choice of a site; milliseconds. */
const errandMs = 15 * 60_000;

const placeShape = z.strictObject({
  slug: z.string(),
  connectionId: z.string(),
  /** Whose browser was sent away. */
  accountId: z.string(),
  linkId: z.string().optional(),
  next: z.string().optional(),
});
const awayShape = placeShape.extend({
  step: z.literal('consent'),
  verifier: z.string(),
  redirectUri: z.string(),
});
const choiceShape = placeShape.extend({
  step: z.literal('site'),
  grantId: z.string(),
  cloudIds: z.array(z.string()),
});
type Place = z.output<typeof placeShape>;

/** What an authorization server sent a browser back with. */
export interface CallbackAnswer {
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

/** What came of a step: the connection is there or was refused, or there is a site to choose. */
export interface Outcome {
  readonly visit: Visit;
  /** A path of ours to go on to. */
  readonly next?: string | undefined;
  readonly result: Attempted<GrantStatus> | SiteChoice;
}

export interface SiteChoice {
  readonly sites: readonly GrantedSite[];
  /** Comes back with the site that was chosen, once. */
  readonly choice: string;
}

/** Sends a browser to the consent of Atlassian or Data Center: the address, and a cookie where it has none yet. */
export async function beginConsent(
  parts: ConnectParts,
  request: Request,
  visit: Visit,
  next?: string,
): Promise<{ readonly url: URL; readonly setCookie?: string }> {
  const { errands, upstream, random } = parts;
  const verifier = Buffer.from(random.bytes(32)).toString('base64url');
  const redirectUri = `${parts.address()}${callbackPath}`;
  const payload: z.output<typeof awayShape> = {
    ...placeOf(visit, next),
    step: 'consent',
    verifier,
    redirectUri,
  };
  const { state, setCookie } = await errands.begin({ request, purpose: 'connect', payload, ttlMs: errandMs });
  const url = await upstream.authorizationUrl(visit.connection, {
    state,
    redirectUri,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
    scopes: upstream.requestedScopes(visit.connection),
  });
  return { url, ...(setCookie !== undefined && { setCookie }) };
}

/**
 * A browser is back from the consent. Raises `denied` for a state that is not of this browser, `not_found` where the
 * connection is gone or asks for no consent any more.
 */
export async function comeBack(
  parts: ConnectParts,
  request: Request,
  { state, code, error }: CallbackAnswer,
): Promise<Outcome> {
  const away = await finishedErrand(parts, request, { state, shape: awayShape });
  const visit = await visitAgain(parts, request, away);
  const outcome = (result: Outcome['result']): Outcome => ({ visit, next: away.next, result });
  if (code === undefined || error !== undefined)
    return outcome(await refused(parts, visit, callbackErrorOf(error)));
  const granted = await attempt(parts, visit, () =>
    parts.upstream.redeem(whoseOf(visit), visit.connection, {
      code,
      verifier: away.verifier,
      redirectUri: away.redirectUri,
    }),
  );
  if (!granted.ok) return outcome(granted);
  if ('status' in granted.value) return outcome(await connected(parts, visit, granted.value.status));
  const { chooseSite, grantId } = granted.value;
  const payload: z.output<typeof choiceShape> = {
    ...placeOf(visit, away.next),
    step: 'site',
    grantId,
    cloudIds: chooseSite.map(({ cloudId }) => cloudId),
  };
  const { state: choice } = await parts.errands.begin({
    request,
    purpose: 'connect',
    payload,
    ttlMs: errandMs,
  });
  return outcome({ sites: chooseSite, choice });
}

/** One of the offered sites was chosen. Raises as `comeBack` does, `denied` for a site that was not offered. */
export async function siteChosen(
  parts: ConnectParts,
  request: Request,
  chosen: { readonly choice: string; readonly cloudId: string },
): Promise<Outcome> {
  const kept = await finishedErrand(parts, request, { state: chosen.choice, shape: choiceShape });
  const visit = await visitAgain(parts, request, kept);
  if (!kept.cloudIds.includes(chosen.cloudId)) throw outOfOrder();
  const taken = await attempt(parts, visit, () =>
    parts.upstream.chooseSite(whoseOf(visit), visit.connection, kept.grantId, chosen.cloudId),
  );
  const result = taken.ok ? await connected(parts, visit, taken.value) : taken;
  return { visit, next: kept.next, result };
}

async function finishedErrand<T>(
  { errands }: ConnectParts,
  request: Request,
  { state, shape }: { readonly state: string; readonly shape: z.ZodType<T> },
): Promise<T> {
  const payload = shape.safeParse(await errands.finish({ request, purpose: 'connect', state }));
  if (!payload.success) throw outOfOrder();
  return payload.data;
}

/** Everything is looked at anew: minutes have passed, and somebody else may be signed in by now. */
async function visitAgain(parts: ConnectParts, request: Request, place: Place): Promise<Visit> {
  const { slug, connectionId, linkId } = place;
  const visited = await visitOf(parts, request, { slug, connectionId });
  if (visited.kind === 'signed_out') throw outOfOrder();
  if (visited.kind !== 'ready' || personalSignIn(visited.visit.connection) !== 'consent') {
    throw new AppError('not_found', 'This connection is not there any more, or it was changed meanwhile.', {
      nextStep: 'Nothing was kept of your consent. Ask an administrator how to reach Confluence now.',
    });
  }
  const { visit } = visited;
  if (visit.session.accountId !== place.accountId) throw outOfOrder();
  // The invitation may have run out while somebody signed in at Atlassian: it only says whose call it was.
  const link = linkId === undefined ? undefined : await parts.links.find(visit.workspace.id, linkId);
  return link?.personId === visit.member.personId ? { ...visit, link } : visit;
}

function placeOf({ workspace, connection, session, link }: Visit, next: string | undefined): Place {
  return {
    slug: workspace.slug,
    connectionId: connection.id,
    accountId: session.accountId,
    ...(link && { linkId: link.id }),
    ...(next !== undefined && { next }),
  };
}

function outOfOrder(): AppError {
  return new AppError('denied', 'This request is not valid any more, or it was begun in another browser.', {
    nextStep: 'Go back to where you began and start again.',
  });
}
