import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '../../kernel/random.ts';
import type { Member } from '../directory.ts';
import { newCookieValue } from '../sessions/cookies.ts';
import type { Errands } from '../sessions/errand.ts';
import type { NoteAccountEvent } from './journal.ts';
import { providerTtlMs, type Arrival, type Departure } from './oidc.ts';
import type { FindProviderAccount } from './provider-accounts.ts';
import { notSignedIn } from './refusal.ts';

/** Somebody who consented at Atlassian, and the grant that came with it. */
export interface AtlassianConsent {
  /** Atlassian's own id of the account. */
  readonly accountId: string;
  readonly email: string | undefined;
  readonly name: string;
  /** Keeps the grant for this person, on the connections of their workspace that use the central app. */
  connect(member: Member): Promise<void>;
}

/** The central app as a way to sign in: its consent also connects. */
export interface AtlassianSignIn {
  /** `challenge`: S256 of the verifier. */
  start(request: {
    readonly state: string;
    readonly challenge: string;
    readonly redirectUri: string;
  }): Promise<URL>;
  /** Exchanges the code and asks who it is (`GET https://api.atlassian.com/me`, scope `read:me`). */
  finish(come: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Promise<AtlassianConsent>;
}

export interface AtlassianWay {
  begin(request: Request, next: string): Promise<Departure>;
  /** Raises `denied` for whoever is not let in and whatever did not begin here. */
  finish(request: Request): Promise<Arrival>;
}

/** An app of Atlassian has one callback address for signing in and for connecting; the state tells them apart. */
export const atlassianCallbackPath = '/integration-callback';
/** Whose account ids these are. */
const issuer = 'https://auth.atlassian.com';

export function createAtlassianWay(parts: {
  readonly atlassian: AtlassianSignIn;
  readonly findAccount: FindProviderAccount;
  readonly memberships: (accountId: string) => readonly Member[];
  readonly errands: Errands;
  readonly random: Random;
  /** Weir's own address. */
  readonly address: () => string;
  readonly note: NoteAccountEvent;
  /** Somebody is signed in, but a connection could not be made by the same consent. */
  readonly onConnectFailure: (thrown: unknown) => void;
}): AtlassianWay {
  const { atlassian, findAccount, memberships, errands, random, address, note } = parts;
  const redirectUri = (): string => `${address()}${atlassianCallbackPath}`;
  return {
    async begin(request, next) {
      const verifier = newCookieValue(random);
      const payload: Payload = { verifier, next };
      const errand = { request, purpose: 'atlassian', payload, ttlMs: providerTtlMs } as const;
      const { state, setCookie } = await errands.begin(errand);
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const url = await atlassian.start({ state, challenge, redirectUri: redirectUri() });
      return { url, ...(setCookie !== undefined && { setCookie }) };
    },

    async finish(request) {
      const { searchParams } = new URL(request.url);
      const state = searchParams.get('state') ?? '';
      const { verifier, next } = payloadSchema.parse(
        await errands.finish({ request, purpose: 'atlassian', state }),
      );
      const code = searchParams.get('code');
      const refused = async (thrown: unknown): Promise<never> => {
        await note({ event: 'session.refused', method: 'atlassian', reason: 'provider_refused' });
        throw thrown;
      };
      if (code === null) {
        const cancelled = searchParams.get('error') === 'access_denied';
        return refused(notSignedIn(cancelled ? 'The sign-in was cancelled at Atlassian.' : beginAgain));
      }
      const consent = await atlassian.finish({ code, verifier, redirectUri: redirectUri() }).catch(refused);
      const account = await findAccount(
        {
          issuer,
          subject: consent.accountId,
          email: consent.email,
          // Atlassian says nothing of it in /me, and lets nobody use an account before its address is verified.
          isEmailVerified: true,
          name: consent.name,
        },
        'atlassian',
      );
      for (const member of memberships(account.id)) {
        await consent.connect(member).catch((thrown: unknown) => parts.onConnectFailure(thrown));
      }
      return { account, next };
    },
  };
}

const beginAgain = 'Go back to the sign-in page and begin again.';
const payloadSchema = z.strictObject({ verifier: z.string(), next: z.string() });
type Payload = z.output<typeof payloadSchema>;
