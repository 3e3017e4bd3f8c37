import { isIP } from 'node:net';

/** Raised instead of connecting; `address` is for the log only, since it tells what an internal name resolves to. */
export class AddressRefused extends Error {
  readonly address: string;
  readonly verdict: 'private' | 'metadata';

  constructor(address: string, verdict: 'private' | 'metadata') {
    super('address refused');
    this.name = 'AddressRefused';
    this.address = address;
    this.verdict = verdict;
  }
}

/** The IP address that a URL's host spells, without brackets; undefined for a name. */
export function addressLiteral(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}
