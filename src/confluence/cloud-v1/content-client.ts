import { createCloudWire, type CloudCall, type CloudClientOptions } from '../cloud/client.ts';
import { filledPath, type ContentClient, type ContentRequest } from '../content-api/client.ts';
import { queryString } from '../query.ts';
import { cloudV1Operations, granularScopes } from './content-operations.ts';

/** Cloud's older content API, where a site still has it. */
export function createCloudV1Client(options: CloudClientOptions): ContentClient {
  const wire = createCloudWire(options);
  return {
    siteUrl: options.siteUrl,
    async ask(schema, request, signal) {
      const { value } = await wire.ask(schema, callOf(request), signal);
      return value;
    },
    tell: (request, signal) => wire.tell(callOf(request), signal),
  };
}

function callOf({ operation, kind, parameters, query = {}, ...request }: ContentRequest): CloudCall {
  const { operationId, method, path, scopes, scopesWithBody } = cloudV1Operations[operation];
  const expandsBody = String(query['expand'] ?? '').includes('body.');
  return {
    ...request,
    api: 'v1',
    operationId,
    method,
    path: filledPath(operation, path, parameters) + queryString(query),
    scopes: (expandsBody && scopesWithBody) || scopes,
    newerScopes: [granularScopes(operation, kind)],
  };
}
