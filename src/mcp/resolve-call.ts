import type { Caller, Gateway, Narrowing } from '../gateway/call.ts';
import type { AppError } from '../kernel/app-error.ts';
import type { Surfaces } from './gateway-tools.ts';
import { readAddress } from './read-address.ts';
import type { Resolved } from './surfaces/surface.ts';

/**
 * What a tool call means at this address, among the operations that the caller sees; of the others none is looked at. Raises
 * as `readAddress` does.
 */
export function resolveCall(
  called: {
    readonly caller: Caller;
    readonly query: URLSearchParams;
    readonly name: string;
    readonly args: unknown;
  },
  gateway: Pick<Gateway, 'visible' | 'addressSettings'>,
  surfaces: Surfaces,
  knownGroups: readonly string[],
): { readonly resolved: Resolved | AppError | 'unknown tool'; readonly narrowing: Narrowing } {
  const { caller, name, args } = called;
  const { surface, narrowing } = readAddress(called, gateway, surfaces, knownGroups);
  const seen = gateway.visible(caller, narrowing, (operation) => surface.isBehind(name, operation));
  return { resolved: surface.resolve(seen, name, args), narrowing };
}
