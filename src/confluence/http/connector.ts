import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.ts';
import { addressLiteral, AddressRefused } from './refused-address.ts';

/**
 * A connector that connects only to addresses the guard allows. Names are judged by what they resolve to in the very
 * lookup whose answer is connected to, so a name that resolves differently the second time gains nothing.
 */
export function createGuardedConnector(
  guard: AddressGuard,
  options: buildConnector.BuildOptions,
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed: LookupAddress[] = [];
      let refused: AddressRefused | undefined;
      for (const entry of addresses) {
        const verdict = guard.verdict(entry.address);
        if (verdict === 'allowed') allowed.push(entry);
        else refused ??= new AddressRefused(entry.address, verdict);
      }
      const first = allowed[0];
      if (first === undefined) return callback(refused ?? new Error(`no address for ${hostname}`), []);
      if (lookupOptions.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ ...options, lookup });
  return (target, callback) => {
    const literal = addressLiteral(target.hostname);
    const verdict = literal === undefined ? 'allowed' : guard.verdict(literal);
    if (literal !== undefined && verdict !== 'allowed') {
      callback(new AddressRefused(literal, verdict), null);
      return;
    }
    connect(target, callback);
  };
}
