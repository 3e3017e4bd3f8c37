import { applyDocument, tryDocument } from '../governance/apply-document.ts';
import type { Place } from '../governance/document.ts';
import { exportDocument } from '../governance/export-document.ts';
import { AppError } from '../kernel/app-error.ts';
import { workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { document, plan } from './governance-contract.ts';
import { governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';
import { hasRight } from './rights.ts';

/** Configuration as code: the whole governance of a workspace as one document. */
export function documentEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  const governed = governanceParts(parts);
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/governance/document',
      summary: 'The whole governance with stable names and without secrets, as `weir export` writes it',
      need: 'read',
      params: workspaceParams,
      answer: document,
      async handle({ workspace, member, visitor }) {
        const whole = await exportDocument(governed, store.db, workspace.id);
        const { streams: _streams, recordKeeping: _keeping, ...rest } = whole;
        const mayReadRecord = hasRight({ ...visitor, roles: member?.roles ?? [] }, 'record');
        return { body: mayReadRecord ? whole : rest, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/governance/plan',
      summary: 'What applying a document would change; nothing is changed',
      need: 'governance',
      params: workspaceParams,
      body: document,
      answer: plan,
      async handle({ actor, workspace: { id: workspaceId }, body }) {
        const changes = await tryDocument(governed, actor, { workspaceId, document: body, wrong });
        return { body: { changes } };
      },
    }),
    workspaceEndpoint({
      method: 'put',
      path: '/governance/document',
      summary: 'Make the governance what a document says, in one transaction; parts it does not have stay',
      need: 'governance',
      params: workspaceParams,
      body: document,
      answer: plan,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, member, visitor, body, ifMatch }) {
        const mayKeep = hasRight({ ...visitor, roles: member?.roles ?? [] }, 'record_keeping');
        const changes = await applyDocument(governed, actor, {
          workspaceId,
          document: body,
          wrong,
          permit({ part }) {
            if (part !== 'recordKeeping' || mayKeep) return;
            throw new AppError('denied', 'How long the record is kept is for owners to decide.', {
              nextStep: 'Nothing was changed. Leave recordKeeping out, or ask an owner.',
            });
          },
          guard: async (tx) => checkMatch(ifMatch, await exportDocument(governed, tx, workspaceId)),
        });
        return { body: { changes } };
      },
    }),
  ];
}

function wrong(place: Place, what: string): AppError {
  return new AppError('invalid_input', `${place.join('.')} ${what}.`, {
    nextStep: 'Nothing was changed. Correct the document and send it again.',
  });
}
