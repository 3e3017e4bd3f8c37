import type { Caller, Gateway, Narrowing } from '../gateway/call.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Surfaces } from './gateway-tools.ts';
import { invalid } from './surfaces/common-arguments.ts';
import type { Surface } from './surfaces/surface.ts';

/**
 * How an address narrows and shows tools: `readonly`, `toolsets` (groups of operations), `toolset` (of the workspace, from the
 * path), `surface`, which the caller's profiles choose where the address does not. Raises `invalid_input` for a value that is
 * unknown.
 */
export function readAddress(
  { caller, query }: { readonly caller: Caller; readonly query: URLSearchParams },
  gateway: Pick<Gateway, 'addressSettings'>,
  surfaces: Surfaces,
  knownGroups: readonly string[],
): { readonly surface: Surface; readonly narrowing: Narrowing } {
  const settings = gateway.addressSettings(caller);
  const surfaceName = query.get('surface') ?? settings.surface ?? 'flat';
  if (surfaceName !== 'flat' && surfaceName !== 'grouped')
    throw badQuery('surface', surfaceName, Object.keys(surfaces));
  const toolsets = query
    .getAll('toolsets')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim());
  const unknown = toolsets.find((name) => !knownGroups.includes(name));
  if (unknown !== undefined) throw badQuery('toolsets', unknown, knownGroups);
  const toolset = query.get('toolset') ?? undefined;
  if (toolset !== undefined && !settings.hasToolset(toolset)) throw noToolset(toolset);
  return {
    surface: surfaces[surfaceName],
    narrowing: {
      readOnly: readFlag(query, 'readonly'),
      ...(toolsets.length > 0 && { toolsets }),
      ...(toolset !== undefined && { toolset }),
    },
  };
}

/** `?readonly`, `?readonly=true` and `?readonly=1` switch it on. */
function readFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  switch (value) {
    case null:
    case 'false':
    case '0':
      return false;
    case '':
    case 'true':
    case '1':
      return true;
    default:
      throw badQuery(name, value, ['true', 'false']);
  }
}

function badQuery(name: string, value: string, allowed: readonly string[]): AppError {
  return invalid(
    `The address of this server says ${name}=${value.slice(0, 64)}, which is unknown.`,
    `Set ${name} to one of: ${allowed.join(', ')}.`,
  );
}

function noToolset(name: string): AppError {
  return invalid(
    `The address of this server names the toolset ${name.slice(0, 64)}, which the workspace does not have.`,
    'Ask an administrator which toolsets there are, or use the address without it.',
  );
}
