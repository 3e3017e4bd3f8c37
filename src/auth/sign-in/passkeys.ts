import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { isIP } from 'node:net';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  notePasskeyUse,
  passkeysOf,
  type Passkey,
} from '../../store/account-passkeys.ts';
import { findAccount, type Account } from '../../store/accounts.ts';
import type { Store } from '../../store/open-store.ts';
import type { Errands } from '../sessions/errand.ts';
import type { NoteAccountEvent } from './journal.ts';
import { notSignedIn } from './refusal.ts';

/** EdDSA, ES256, RS256 (COSE): what authenticators have. */
const algorithms = [-8, -7, -257];
const ttlMs = 5 * 60_000;
const mostPasskeys = 20;
const longestName = 80;

/** Loaded with the first passkey: it would be a good part of a start. */
const webauthn = () => import('@simplewebauthn/server');

/** What a script hands to `navigator.credentials`, and the state that comes back with the answer. */
export interface PasskeyCeremony {
  readonly state: string;
  readonly options: object;
  readonly setCookie?: string;
}

/** An answer of `navigator.credentials` as JSON text, with the state of its ceremony. */
export interface PasskeyAnswer {
  readonly request: Request;
  readonly state: string;
  readonly response: string;
}

export interface Passkeys {
  /** Whether browsers take passkeys at our address: not on plain HTTP except localhost, and not at bare IP addresses. */
  isPossible(): boolean;
  of(accountId: string): Promise<readonly Passkey[]>;
  beginAdding(request: Request, account: Pick<Account, 'id' | 'email' | 'name'>): Promise<PasskeyCeremony>;
  /** Raises `denied` for an answer to another challenge, of another account, or that does not verify. */
  finishAdding(answer: PasskeyAnswer, accountId: string, name: string): Promise<void>;
  remove(accountId: string, credentialId: string): Promise<void>;
  beginSignIn(request: Request): Promise<PasskeyCeremony>;
  /** Whose passkey answered. Raises `denied` as `finishAdding` does. */
  finishSignIn(answer: PasskeyAnswer): Promise<Account>;
}

export function createPasskeys(parts: {
  readonly store: Store;
  readonly errands: Errands;
  /** Weir's own address: passkeys belong to its host name for good. */
  readonly address: () => string;
  readonly note: NoteAccountEvent;
}): Passkeys {
  const { store, errands, address, note } = parts;
  const place = () => {
    const { origin, hostname } = new URL(address());
    return { origin, rpId: hostname };
  };

  async function begin(request: Request, payload: Ceremony, options: object): Promise<PasskeyCeremony> {
    return { ...(await errands.begin({ request, purpose: 'passkey', payload, ttlMs })), options };
  }

  async function challengeOf({ request, state }: PasskeyAnswer, kind: Ceremony['kind'], accountId?: string) {
    const ceremony = ceremonySchema.parse(await errands.finish({ request, purpose: 'passkey', state }));
    if (ceremony.kind !== kind || ceremony.accountId !== accountId) throw notAccepted();
    return ceremony.challenge;
  }

  return {
    isPossible() {
      const { protocol, hostname } = new URL(address());
      const isName = isIP(hostname.replaceAll(/[[\]]/g, '')) === 0;
      return isName && (protocol === 'https:' || hostname === 'localhost');
    },

    of: (accountId) => passkeysOf(store.db, accountId),

    async beginAdding(request, { id, email, name }) {
      const known = await passkeysOf(store.db, id);
      if (known.length >= mostPasskeys) {
        throw new AppError('invalid_input', `An account has at most ${mostPasskeys} passkeys.`, {
          nextStep: 'Remove one that is no longer used.',
        });
      }
      const { generateRegistrationOptions } = await webauthn();
      const options = await generateRegistrationOptions({
        rpName: 'Weir',
        rpID: place().rpId,
        userName: email,
        userDisplayName: name,
        userID: new Uint8Array(Buffer.from(id)),
        attestationType: 'none',
        excludeCredentials: known.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: algorithms,
      });
      return begin(request, { kind: 'adding', challenge: options.challenge, accountId: id }, options);
    },

    async finishAdding(answer, accountId, name) {
      const expectedChallenge = await challengeOf(answer, 'adding', accountId);
      const { origin, rpId } = place();
      const response = parseResponse(registrationSchema, answer.response);
      const { verifyRegistrationResponse } = await webauthn();
      const verified = await verifyRegistrationResponse({
        // Parsed above; what else the browser sent is for the library to judge.
        response: response as unknown as RegistrationResponseJSON,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        supportedAlgorithmIDs: algorithms,
      }).catch(notVerified);
      if (!verified.verified) throw notAccepted();
      const { credential } = verified.registrationInfo;
      if (await findPasskey(store.db, credential.id)) throw notAccepted();
      await note({ event: 'passkey.added', accountId });
      const passkey = {
        credentialId: credential.id,
        accountId,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
        name: name.trim().slice(0, longestName) || 'Passkey',
      };
      if (!(await insertPasskey(store.db, passkey, await store.now()))) throw notAccepted();
    },

    async remove(accountId, credentialId) {
      if (await deletePasskey(store.db, { accountId, credentialId })) {
        await note({ event: 'passkey.removed', accountId });
      }
    },

    async beginSignIn(request) {
      const { generateAuthenticationOptions } = await webauthn();
      const options = await generateAuthenticationOptions({
        rpID: place().rpId,
        userVerification: 'required',
      });
      return begin(request, { kind: 'sign_in', challenge: options.challenge }, options);
    },

    async finishSignIn(answer) {
      const expectedChallenge = await challengeOf(answer, 'sign_in');
      const { origin, rpId } = place();
      const response = parseResponse(assertionSchema, answer.response);
      const passkey = await findPasskey(store.db, response.id);
      const account = passkey && (await findAccount(store.db, passkey.accountId));
      const refuse = async (reason: string): Promise<never> => {
        const accountId = account && { accountId: account.id };
        await note({ event: 'session.refused', ...accountId, method: 'passkey', reason });
        throw notAccepted();
      };
      if (!passkey || !account) return refuse('unknown_passkey');
      const { verifyAuthenticationResponse } = await webauthn();
      const { verified, newCounter } = await verifyAuthenticationResponse({
        response: response as unknown as AuthenticationResponseJSON,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        credential: {
          id: passkey.credentialId,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
      }).then(
        ({ verified, authenticationInfo }) => ({ verified, newCounter: authenticationInfo.newCounter }),
        () => ({ verified: false, newCounter: 0 }),
      );
      if (!verified) return refuse('passkey_not_verified');
      if (account.disabledAt !== undefined) return refuse('account_disabled');
      const use = { counter: newCounter, now: await store.now() };
      // Two answers with the same count: one of them comes from a copy.
      if (!(await notePasskeyUse(store.db, passkey, use))) return refuse('passkey_counter');
      return account;
    },
  };
}

const ceremonySchema = z.strictObject({
  kind: z.enum(['adding', 'sign_in']),
  challenge: z.string(),
  accountId: z.string().optional(),
});
type Ceremony = z.output<typeof ceremonySchema>;

/** PublicKeyCredential.toJSON (WebAuthn 3 §5.1): what is needed of it, and no object where the library expects text. */
const credential = {
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
};
const registrationSchema = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    transports: z.array(z.string()).optional(),
  }),
});
const assertionSchema = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
    userHandle: z.string().nullish(),
  }),
});

function parseResponse<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notAccepted();
  }
  const { success, data } = schema.safeParse(value);
  if (!success) throw notAccepted();
  return data;
}

function notAccepted(): AppError {
  return notSignedIn('Try again with the passkey, or sign in another way.');
}

function notVerified(): never {
  throw notAccepted();
}
