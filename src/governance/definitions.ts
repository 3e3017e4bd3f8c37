import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Platform } from '../confluence/ports.ts';
import { operationId, type Operation } from '../operations/operation.ts';
import { requiredScopes } from '../operations/scopes/required-scopes.ts';
import type { ToolDefinition } from '../store/tools.ts';

/** What an operation promises on one platform, with hashes that change whenever any of it does. */
export interface Discovered {
  readonly operationId: string;
  readonly definition: ToolDefinition;
  readonly hash: string;
  /** Of what it does, whatever it is called: the same after a mere rename. */
  readonly contentHash: string;
}

export interface DiscoveredSet {
  readonly tools: ReadonlyMap<string, Discovered>;
  /** Of all of them together. */
  readonly setHash: string;
}

const known = new WeakMap<readonly Operation[], Map<Platform, DiscoveredSet>>();

/** What a catalogue offers on a platform. No credentials are needed to know it. Schemas are made once; that takes a while. */
export function discoveredOn(catalogue: readonly Operation[], platform: Platform): DiscoveredSet {
  const ofCatalogue = known.get(catalogue) ?? new Map<Platform, DiscoveredSet>();
  known.set(catalogue, ofCatalogue);
  let set = ofCatalogue.get(platform);
  if (!set) {
    const offered = catalogue.filter(({ platforms }) => platforms[platform] !== undefined);
    const tools = new Map(
      offered.map((operation) => [operationId(operation), describe(operation, platform)]),
    );
    const hashes = Object.fromEntries([...tools].map(([id, { hash }]) => [id, hash]));
    set = { tools, setHash: hashOf(hashes) };
    ofCatalogue.set(platform, set);
  }
  return set;
}

function describe(operation: Operation, platform: Platform): Discovered {
  const { name, description, effect, input, output } = operation;
  const content = {
    description,
    effect,
    input: z.toJSONSchema(input, { io: 'input' }),
    output: z.toJSONSchema(output),
    scopes: requiredScopes(operation, platform === 'cloud' ? 'cloud-v2' : 'datacenter').any.map((set) => [
      ...set,
    ]),
  };
  const id = operationId(operation);
  return {
    operationId: id,
    definition: { name, ...content },
    hash: hashOf({ name, ...content }),
    contentHash: hashOf(content),
  };
}

/** Of a definition as it is stored, without its name. */
export function contentHashOf({ name: _name, ...content }: ToolDefinition): string {
  return hashOf(content);
}

/** SHA-256, hex, of a JSON value; the order of fields does not matter. */
function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(value)))
    .digest('hex');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}
