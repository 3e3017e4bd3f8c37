import { argumentDigest, argumentShape } from '../audit/arguments.ts';
import { createBodyBases } from '../gateway/body-bases.ts';
import { createDownloads, type Downloads } from '../gateway/downloads.ts';
import type { Credentials, Gateway } from '../gateway/call.ts';
import type { ConnectAddressFor } from '../gateway/connect-url.ts';
import { fenceInstruction } from '../gateway/fence.ts';
import { createPeopleNames } from '../gateway/people-names.ts';
import { createGateway, type GatewayParts } from '../gateway/pipeline.ts';
import type { PolicySource } from '../gateway/policy-questions.ts';
import { createSpaceNames } from '../gateway/space-names.ts';
import { traceCalls, traceRecord } from '../gateway/trace-calls.ts';
import { version } from '../kernel/version.ts';
import type { ApprovalQuestion } from '../mcp/approval-question.ts';
import type { ConnectQuestion } from '../mcp/connect-question.ts';
import { createGatewayTools, createSurfaces, type Surfaces } from '../mcp/gateway-tools.ts';
import { createProtocol, type Protocol } from '../mcp/protocol.ts';
import { catalogue, groups } from '../operations/catalogue.ts';
import { once } from '../kernel/once.ts';
import type { Foundation } from './foundation.ts';

export interface Composition {
  readonly gateway: Gateway;
  /** Made when it is first asked for: until then nobody pays for loading it. */
  readonly protocol: Protocol;
  /** How tools are shown; their schemas are made once. */
  readonly surfaces: Surfaces;
  /** Absent where Weir has no address of its own. */
  readonly downloads?: Downloads;
}

/** Puts the product together: the catalogue behind the gateway, the gateway behind the protocol. */
export function compose(
  foundation: Foundation,
  parts: {
    readonly credentials: Credentials;
    readonly policy: PolicySource;
    /** Weir's own address, known once it listens. */
    readonly address?: () => string;
    /** Where the person of a call connects their own account; absent where nobody can be sent to a page of ours. */
    readonly connectAddressFor?: ConnectAddressFor;
    readonly question?: () => ConnectQuestion;
    /** Asks people to approve calls in their client. */
    readonly approving?: () => ApprovalQuestion;
  } & Pick<GatewayParts, 'approvals' | 'limits' | 'hooks'>,
): Composition {
  const { log, auditKey, clock, traces, recorder } = foundation;
  const { address, question, approving, ...rest } = parts;
  const shared = { ...foundation, ...rest, spacesFor: createSpaceNames(clock) };
  const downloads = address && createDownloads({ ...shared, address });
  const untraced = createGateway({
    ...shared,
    recorder: traces ? traceRecord(recorder, traces) : recorder,
    catalogue,
    shapeOf: argumentShape,
    digestOf: (args) => argumentDigest(auditKey, args),
    bodiesFor: createBodyBases({
      ...foundation,
      onFailure: ({ code, fields }) => log.warn('body_base.lost', { code, detail: fields.detail }),
    }),
    peopleFor: createPeopleNames(clock),
    ...(downloads && { downloadsFor: (caller, connection) => downloads.linksFor(caller, connection) }),
    onFailure: ({ callId, operation, error }) => {
      const fields = { callId, operation, code: error.code, detail: error.fields.detail };
      if (error.code === 'internal') log.error('call.failed', fields);
      else log.info('call.refused', fields);
    },
  });
  const toolNames = new Set(catalogue.map(({ name }) => name));
  const gateway = traces ? traceCalls(untraced, traces, (name) => toolNames.has(name)) : untraced;
  const surfaces = createSurfaces();
  const identity = { name: 'weir', title: 'Weir', version, instructions };
  const protocol = once(() => {
    const tools = createGatewayTools(gateway, surfaces, groups, question?.(), approving?.());
    return createProtocol({ tools }, identity, log, traces);
  });
  return {
    gateway,
    get protocol() {
      return protocol();
    },
    surfaces,
    ...(downloads && { downloads }),
  };
}

const instructions = [
  'Weir gives you Confluence as the person you work for. Find pages with search, read them, then change them.',
  'Pages are Markdown: change parts of one with an edit and the etag that the read gave; when it answers conflict, go on from what it shows.',
  'Lists end when no cursor is given.',
  fenceInstruction,
].join(' ');
