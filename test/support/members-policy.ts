import type { Directory, DirectoryConnection } from '../../src/auth/directory.ts';
import type { PolicySource } from '../../src/gateway/policy-questions.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId } from '../../src/operations/operation.ts';
import type { Governance } from '../../src/policy/compile-governance.ts';
import { openAgent, openGovernance } from '../../src/policy/open-governance.ts';

const operations = catalogue.map((operation) => ({ id: operationId(operation), effect: operation.effect }));

/** Every member of a workspace may use everything that it is connected to. */
export function membersPolicy(directory: Directory): PolicySource {
  const made = new WeakMap<readonly DirectoryConnection[], Map<string, Governance>>();
  return {
    of(workspaceId) {
      const connections = directory.connections(workspaceId);
      const people = directory.members(workspaceId);
      const known = made.get(connections) ?? new Map<string, Governance>();
      made.set(connections, known);
      let governance = known.get(workspaceId);
      if (!governance) {
        governance = openGovernance({
          workspaceId,
          connectionIds: connections.map(({ id }) => id),
          operations,
          people: people.map(({ personId }) => personId),
        });
        known.set(workspaceId, governance);
      }
      return governance;
    },
    asker({ workspaceId, userId }) {
      const member = directory.member(workspaceId, userId);
      return {
        userId,
        agentId: openAgent,
        groups: member?.groups ?? [],
        ...(member && { email: member.email }),
      };
    },
  };
}
