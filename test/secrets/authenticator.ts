import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What a browser hands to a page: answers of `navigator.credentials`, as JSON text. */
export interface Authenticator {
  create(asked: Ceremony): string;
  get(asked: Ceremony): string;
}

interface Ceremony {
  /** Of the page that asks. */
  readonly url: URL;
  /** In base64url. */
  readonly challenge: string;
}

/** A device with one passkey that always says yes, and a browser before it: a real one could not be watched as clients are. */
export function createAuthenticator(): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  let count = 0;

  /** WebAuthn 3 §6.1: whose page it is, that somebody was there and was verified, how often; then what `more` holds. */
  const dataFor = ({ hostname }: URL, flags: number, more: Uint8Array = Buffer.alloc(0)): Buffer => {
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE((count += 1));
    return Buffer.concat([sha256(hostname), Buffer.from([flags | 0x05]), counted, more]);
  };
  const answer = (type: string, { url, challenge }: Ceremony, fieldsOf: (clientData: Buffer) => object) => {
    const clientData = Buffer.from(
      JSON.stringify({ type, challenge, origin: url.origin, crossOrigin: false }),
    );
    return JSON.stringify({
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: clientData.toString('base64url'), ...fieldsOf(clientData) },
    });
  };

  return {
    create: (asked) =>
      answer('webauthn.create', asked, () => {
        // ES256 on P-256 as a COSE key (RFC 9052 §7, RFC 9053 §7.1.1).
        const key = new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, bytesOf(x)],
          [-3, bytesOf(y)],
        ]);
        const attested = Buffer.concat([
          Buffer.alloc(16),
          Buffer.from([0, id.length]),
          id,
          isoCBOR.encode(key),
        ]);
        const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(dataFor(asked.url, 0x40, attested))],
        ]);
        return { attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url') };
      }),
    get: (asked) =>
      answer('webauthn.get', asked, (clientData) => {
        const data = dataFor(asked.url, 0);
        const signature = sign('sha256', Buffer.concat([data, sha256(clientData)]), privateKey);
        return {
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: null,
        };
      }),
  };
}

function sha256(content: string | Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}
