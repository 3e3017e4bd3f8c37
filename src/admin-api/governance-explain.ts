import { z } from 'zod';
import { everybody } from '../governance/view-of.ts';
import { AppError } from '../kernel/app-error.ts';
import { operationId } from '../operations/operation.ts';
import { callerView } from '../policy/caller-view.ts';
import { explain } from '../policy/judge.ts';
import { tokenScopes, type Asker, type GovernedQuestion, type Verdict } from '../policy/question.ts';
import { listGroups } from '../store/groups.ts';
import { listRules } from '../store/policy-rules.ts';
import { workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { found } from './find.ts';
import { explainQuery, explanation, targetFacts } from './governance-contract.ts';
import { connectionNamed } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** "Why?": what the policy says of a call that somebody could make, link by link, with the same function that decides calls. */
export function explainEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, directory, governance } = parts;

  async function askerOf(workspaceId: string, query: z.output<typeof explainQuery>): Promise<Asker> {
    const { person, agent: agentId, scopes, ip, signedInAt } = query;
    const member = person === undefined ? undefined : found(directory.member(workspaceId, person), 'person');
    const groups = member ? await listGroups(store.db, workspaceId) : [];
    const own = groups.filter(({ id }) => member?.groups.includes(id));
    return {
      ...(member && { userId: member.personId, email: member.email }),
      groups: member ? [everybody, ...own.map(({ id }) => id), ...own.map(({ name }) => name)] : [],
      agentId,
      ...(scopes !== undefined && {
        scopes: new Set(tokenScopes.filter((scope) => scopes.split(' ').includes(scope))),
      }),
      ...(ip !== undefined && { ip }),
      ...(signedInAt !== undefined && { signedInAt }),
      client: { transport: 'http' },
    };
  }

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/decisions/explain',
      summary: 'What the policy says of a call, with every link of the chain and the one that decides',
      need: 'governance',
      params: workspaceParams,
      query: explainQuery,
      answer: explanation,
      async handle({ workspace: { id: workspaceId }, query }) {
        const connection = await connectionNamed(store.db, workspaceId, query.connection);
        const operation = governance.catalogue.find((one) => operationId(one) === query.tool);
        const question: GovernedQuestion = {
          asker: await askerOf(workspaceId, query),
          narrowing: { readOnly: query.readOnly === 'true' },
          connectionId: connection.id,
          ...(operation && {
            operation: {
              id: query.tool,
              group: operation.group,
              effect: operation.effect,
              declaresTargets: true,
            },
          }),
          phase: phaseOf(query),
          now: await store.now(),
        };
        const view = governance.snapshot.of(workspaceId);
        const { verdict, links } = explain(view, question);
        const { decider } = verdict;
        const rules = await listRules(store.db, workspaceId);
        const rule = rules.find(({ id }) => id === decider.id);
        return {
          body: {
            outcome: verdict.outcome,
            decider,
            ...(rule && { rule: { id: rule.id, slug: rule.slug, name: rule.name } }),
            ...saidOf(verdict),
            links,
            version: view.view.version,
          },
        };
      },
    }),
  ];
}

function phaseOf({
  args,
  targets,
  phase = 'call',
}: z.output<typeof explainQuery>): GovernedQuestion['phase'] {
  if (args === undefined && targets === undefined) return { kind: 'list' };
  return {
    kind: phase,
    args: parsed('args', args ?? '{}', z.record(z.string(), z.unknown())),
    targets: parsed('targets', targets ?? '[]', z.array(targetFacts)),
  };
}

function parsed<T extends z.ZodType>(name: string, text: string, schema: T): z.output<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw new AppError('invalid_input', `${name} does not read as the JSON that is wanted.`, {
    nextStep: 'The OpenAPI document has an example.',
  });
}

function saidOf(verdict: Verdict) {
  switch (verdict.outcome) {
    case 'allow':
    case 'approval_required': {
      const { mask, profiles } = verdict.obligations;
      return { mask: [...mask], profiles };
    }
    case 'deny': {
      const view = callerView(verdict);
      return view.outcome === 'deny' ? { reads: view.refusal } : {};
    }
    case 'need':
      return { needs: [...verdict.facts] };
    case 'step_up':
      return {};
    default:
      return verdict satisfies never;
  }
}
