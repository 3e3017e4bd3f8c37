import { askedOf, createCloudWire, type CloudCall, type CloudClientOptions } from '../cloud/client.ts';
import { filledPath, type ContentClient, type ContentRequest } from '../content-api/client.ts';
import { errorOfGoneApi } from '../errors.ts';
import { queryString } from '../query.ts';
import { cloudV1Operations, granularScopes } from './content-operations.ts';

/** Cloud's older content API, where a site still has it. */
export function createCloudV1Client({
  contentGone = false,
  ...options
}: CloudClientOptions & {
  /** Known of the site: what it no longer has is refused without asking. */
  readonly contentGone?: boolean | undefined;
}): ContentClient {
  const wire = createCloudWire(options);

  function callFor(request: ContentRequest): CloudCall {
    const call = callOf(request);
    if (contentGone && cloudV1Operations[request.operation].living !== true) {
      throw errorOfGoneApi(askedOf(call));
    }
    return call;
  }

  return {
    siteUrl: options.siteUrl,
    async ask(schema, request, signal) {
      const { value } = await wire.ask(schema, callFor(request), signal);
      return value;
    },
    tell: async (request, signal) => wire.tell(callFor(request), signal),
  };
}

function callOf({
  operation,
  kind,
  partOf = { operation, kind },
  parameters,
  query = {},
  ...request
}: ContentRequest): CloudCall {
  const { operationId, method, path, scopes, scopesWithBody } = cloudV1Operations[operation];
  const expandsBody = String(query['expand'] ?? '').includes('body.');
  return {
    ...request,
    api: 'v1',
    operationId,
    method,
    path: filledPath(operation, path, parameters) + queryString(query),
    scopes: (expandsBody && scopesWithBody) || scopes,
    newerScopes: [granularScopes(partOf)],
  };
}
