import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Platform } from '../confluence/ports.ts';
import { catalogue as ownCatalogue } from '../operations/catalogue.ts';
import { once } from '../kernel/once.ts';
import { operationId, type Operation } from '../operations/operation.ts';
import { requiredScopes } from '../operations/scopes/required-scopes.ts';
import type { ToolDefinition } from '../store/tools.ts';
import { hashesOfBuild } from './hashes-of-build.ts';

/** What an operation promises on one platform, with hashes that change whenever any of it does. */
export interface Discovered extends DefinitionHashes {
  readonly operationId: string;
  readonly effect: Operation['effect'];
  /** Made when it is asked for: schemas take milliseconds, and the hashes say whether anything is to be seen in it. */
  readonly definition: ToolDefinition;
}

export interface DefinitionHashes {
  readonly hash: string;
  /** Of what it does, whatever it is called: the same after a mere rename. */
  readonly contentHash: string;
}

/** By platform and operation id. */
export type WrittenHashes = Readonly<Record<Platform, Readonly<Record<string, DefinitionHashes>>>>;

export interface DiscoveredSet {
  readonly tools: ReadonlyMap<string, Discovered>;
  /** Of all of them together. */
  readonly setHash: string;
}

const known = new WeakMap<readonly Operation[], Map<Platform, DiscoveredSet>>();

/** What a catalogue offers on a platform. No credentials are needed to know it. */
export function discoveredOn(catalogue: readonly Operation[], platform: Platform): DiscoveredSet {
  const ofCatalogue = known.get(catalogue) ?? new Map<Platform, DiscoveredSet>();
  known.set(catalogue, ofCatalogue);
  let set = ofCatalogue.get(platform);
  if (!set) {
    set = describeAll(catalogue, platform, catalogue === ownCatalogue ? hashesOfBuild : undefined);
    ofCatalogue.set(platform, set);
  }
  return set;
}

/** `written`: hashes of exactly these operations, where they are known; otherwise all definitions are made for them. */
export function describeAll(
  catalogue: readonly Operation[],
  platform: Platform,
  written?: WrittenHashes,
): DiscoveredSet {
  const offered = catalogue.filter(({ platforms }) => platforms[platform] !== undefined);
  const tools = new Map(
    offered.map((operation) => {
      const id = operationId(operation);
      return [id, describe(operation, platform, written?.[platform][id])];
    }),
  );
  const hashes = Object.fromEntries([...tools].map(([id, { hash }]) => [id, hash]));
  return { tools, setHash: hashOf(hashes) };
}

/** What a build writes down, so that a start makes no schemas: the hashes of the definitions of these operations. */
export function hashesToWrite(catalogue: readonly Operation[]): WrittenHashes {
  const on = (platform: Platform) =>
    Object.fromEntries(
      [...describeAll(catalogue, platform).tools].map(([id, { hash, contentHash }]) => [
        id,
        { hash, contentHash },
      ]),
    );
  return { cloud: on('cloud'), datacenter: on('datacenter') };
}

function describe(
  operation: Operation,
  platform: Platform,
  written: DefinitionHashes | undefined,
): Discovered {
  const definition = once(() => definitionOf(operation, platform));
  const hashes = written ?? { hash: hashOf(definition()), contentHash: contentHashOf(definition()) };
  return {
    operationId: operationId(operation),
    effect: operation.effect,
    get definition() {
      return definition();
    },
    ...hashes,
  };
}

function definitionOf(operation: Operation, platform: Platform): ToolDefinition {
  const { name, description, effect, input, output } = operation;
  const scopes = requiredScopes(operation, platform === 'cloud' ? 'cloud-v2' : 'datacenter');
  return {
    name,
    description,
    effect,
    input: z.toJSONSchema(input, { io: 'input' }),
    output: z.toJSONSchema(output),
    scopes: scopes.any.map((set) => [...set]),
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
