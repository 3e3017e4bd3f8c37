import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { referencePath } from '../support/reference-data.ts';

/** One of the vendor's OpenAPI documents, able to judge answers. */
export interface VendorDocument {
  /** The operation at a concrete path, or null when the document has none. */
  find(method: string, path: string): VendorOperation | null;
  /** Names of component schemas with the properties that each declares. */
  readonly declared: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface VendorOperation {
  readonly operationId: string;
  /** The path as the document writes it. */
  readonly template: string;
  /** What the document says against an answer: empty when it conforms, or when it describes no body for the status. */
  judge(status: number, json: unknown): readonly ErrorObject[];
  readonly statuses: readonly string[];
  /** Visits every object of an answer that the document gives a name to. */
  visit(
    status: number,
    json: unknown,
    see: (schema: string, value: Readonly<Record<string, unknown>>) => void,
  ): void;
}

interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  additionalProperties?: Schema | boolean;
  enum?: unknown[];
}

interface OpenApi {
  servers?: { url: string }[];
  paths: Record<string, Record<string, { operationId?: string; responses: Record<string, Described> }>>;
  components: { schemas: Record<string, Schema> };
}

interface Described {
  content?: Record<string, { schema?: Schema }>;
}

/** Reads a document of `data/openapi`; `prefix` is what its paths lack of the site's. */
export function readVendorDocument(file: string, prefix: string): VendorDocument {
  const raw = JSON.parse(readFileSync(referencePath('data', 'openapi', file), 'utf8')) as OpenApi;
  const schemas = raw.components.schemas;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'vendor', components: { schemas: mapValues(schemas, toJsonSchema) } });
  const compiled = new Map<Schema, ValidateFunction>();
  const routes = Object.entries(raw.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation.operationId === undefined
        ? []
        : [
            {
              method: method.toUpperCase(),
              template: prefix + path,
              operationId: operation.operationId,
              operation,
            },
          ],
    ),
  );
  return {
    declared: new Map(
      Object.entries(schemas).flatMap(([name, schema]) =>
        schema.properties === undefined ? [] : [[name, new Set(Object.keys(schema.properties))] as const],
      ),
    ),
    find: (method, path) => {
      const fitting = routes
        .filter((route) => route.method === method && matches(route.template, path))
        // The most literal template wins, as servers do it.
        .toSorted((a, b) => countOf(a.template, '{') - countOf(b.template, '{'));
      const [route] = fitting;
      if (route === undefined) return null;
      const schemaOf = (status: number): Schema | undefined =>
        Object.values(route.operation.responses[String(status)]?.content ?? {})[0]?.schema;
      return {
        operationId: route.operationId,
        template: route.template,
        statuses: Object.keys(route.operation.responses),
        judge: (status, json) => {
          const schema = schemaOf(status);
          if (schema === undefined) return [];
          const validate = compiled.get(schema) ?? ajv.compile(toJsonSchema(schema));
          compiled.set(schema, validate);
          return validate(json) ? [] : (validate.errors ?? []);
        },
        visit: (status, json, see) => {
          const schema = schemaOf(status);
          if (schema !== undefined) walk(schemas, schema, json, see);
        },
      };
    },
  };
}

// OpenAPI 3.0 says `nullable`, and often only the prose says that a value may be null.
function toJsonSchema(schema: Schema): Record<string, unknown> {
  const { nullable, properties, items, allOf, oneOf, anyOf, additionalProperties, $ref, ...rest } = schema;
  const converted: Record<string, unknown> = {
    ...rest,
    ...($ref === undefined ? {} : { $ref: `vendor${$ref}` }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, toJsonSchema) }),
    ...(items === undefined ? {} : { items: toJsonSchema(items) }),
    ...(allOf === undefined ? {} : { allOf: allOf.map(toJsonSchema) }),
    // Several branches fit answers that leave everything optional.
    ...(oneOf === undefined ? {} : { anyOf: oneOf.map(toJsonSchema) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(toJsonSchema) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: toJsonSchema(additionalProperties) }
      : {}),
  };
  const saysNull = /\b(or|be|return|returns) null\b|^null\b|null until/i.test(schema.description ?? '');
  return nullable === true || saysNull ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

function walk(
  schemas: Readonly<Record<string, Schema>>,
  schema: Schema,
  json: unknown,
  see: (schema: string, value: Readonly<Record<string, unknown>>) => void,
): void {
  if (json === null || json === undefined) return;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    const target = schemas[name];
    if (target === undefined) return;
    if (typeof json === 'object' && !Array.isArray(json)) see(name, json as Record<string, unknown>);
    walk(schemas, target, json, see);
    return;
  }
  for (const part of schema.allOf ?? []) walk(schemas, part, json, see);
  if (Array.isArray(json)) {
    if (schema.items !== undefined) for (const item of json) walk(schemas, schema.items, item, see);
    return;
  }
  if (typeof json !== 'object') return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    walk(schemas, property, Reflect.get(json, name), see);
  }
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith('{') || part === given[index])
  );
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
