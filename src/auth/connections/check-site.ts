import { probeSite, type SiteReport } from '../../confluence/probe.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import type { SiteAddress } from '../../confluence/site.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ConnectionCheck, ConnectionSettings, StoredConnection } from '../../store/connections.ts';

/** What came of a test call, as it is kept with the connection. */
export interface CheckResult {
  readonly state: StoredConnection['state'];
  readonly check: ConnectionCheck;
  /** What was learnt of the site. */
  readonly learnt: Pick<ConnectionSettings, 'cloudId' | 'v1Content'>;
}

/** Milliseconds for all requests of one test. */
const testMs = 30_000;

/** Looks at a site, with credentials or as a stranger. */
export function lookAt(
  { transport, signal }: { readonly transport: Transport; readonly signal?: AbortSignal },
  address: SiteAddress,
  authorization?: string,
): Promise<SiteReport> {
  const limit = AbortSignal.timeout(testMs);
  return probeSite(
    { address, transport, ...(authorization !== undefined && { authorization }) },
    signal ? AbortSignal.any([signal, limit]) : limit,
  );
}

/**
 * Raises `invalid_input` where there is no Confluence at the address, or Weir may not go there: such a connection is not
 * saved. What may pass (a wrong token, a site that is down, an allowlist) is saved and shown.
 */
export function refuseWhatIsNoSite({ verdict, error }: SiteReport): void {
  if (!error || (verdict !== 'not_confluence' && verdict !== 'refused_address')) return;
  const { detail, nextStep } = error.fields;
  throw new AppError('invalid_input', error.message, {
    cause: error,
    ...(nextStep !== undefined && { nextStep }),
    ...(detail !== undefined && { detail }),
  });
}

/**
 * A report as it is kept. `before`: what is known of the site already; another cloud id at the same address is another site.
 * `outgoing`: addresses that Weir's requests come from.
 */
export function checkOf(
  report: SiteReport,
  known: {
    readonly before: Pick<StoredConnection, 'state'> & { readonly settings: ConnectionSettings };
    readonly outgoing: readonly string[];
    readonly now: number;
  },
): CheckResult {
  const { before, outgoing, now } = known;
  const { verdict, cloudId, account, productVersion, v1Content, error } = report;
  const learnt = {
    ...(cloudId !== undefined && { cloudId }),
    ...(v1Content !== undefined && { v1Content: v1Content === 'lives' ? ('living' as const) : v1Content }),
  };
  const seen = {
    at: now,
    ...(account && { account: account.displayName }),
    ...(cloudId !== undefined && { cloudId }),
    ...(productVersion !== undefined && { edition: `Data Center ${productVersion}` }),
  };
  const expected = before.settings.cloudId;
  if (expected !== undefined && cloudId !== undefined && cloudId !== expected) {
    return {
      state: 'failed',
      learnt: {},
      check: {
        ...seen,
        verdict: 'other_site',
        message: 'The site at this address is another one than before.',
        nextStep: 'Make a new connection for it; people connect to that one anew.',
      },
    };
  }
  switch (verdict) {
    case 'ok':
      return { state: 'verified', learnt, check: { ...seen, verdict } };
    case 'not_signed_in':
      return {
        // A stranger's look says nothing against what a real call showed.
        state: before.state === 'verified' ? 'verified' : 'unverified',
        learnt,
        check: {
          ...seen,
          verdict,
          message: 'The site is there. Nobody has signed in to it through this connection yet.',
          nextStep: 'Connect your own account: the first call that succeeds verifies the connection.',
        },
      };
    case 'unreachable':
    case 'forbidden':
    case 'failing':
    case 'tls':
    case 'refused_address':
    case 'not_confluence':
    case 'wrong_credentials': {
      const steps = [error?.fields.nextStep, allowlistHint(verdict, outgoing)];
      const nextStep = steps.filter((step) => step !== undefined).join(' ');
      return {
        state: 'failed',
        learnt,
        check: {
          ...seen,
          verdict,
          ...(error && { message: error.message }),
          ...(nextStep !== '' && { nextStep }),
        },
      };
    }
    default:
      return verdict satisfies never;
  }
}

/** Where an allowlist of the site may be the reason, what to put on it. */
function allowlistHint(verdict: SiteReport['verdict'], outgoing: readonly string[]): string | undefined {
  if (verdict !== 'unreachable' && verdict !== 'forbidden' && verdict !== 'failing') return undefined;
  if (outgoing.length > 0) return `If the site has an IP allowlist, put ${outgoing.join(', ')} on it.`;
  return 'If the site has an IP allowlist, put the address on it from which Weir, or its proxy, reaches the internet; network.outgoingAddresses in the configuration makes Weir name it here.';
}
