import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';

/** What a hook's questions, or a stream's deliveries, are signed with. */
export function newSigningSecret(random: Random): Secret {
  return new Secret(`whsec_${Buffer.from(random.bytes(32)).toString('base64url')}`);
}
