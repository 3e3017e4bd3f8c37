import { scopesOfConnection } from '../auth/connections/scope-report.ts';
import { createCentralAppSignIn } from '../auth/sign-in/central-app.ts';
import { sendThrough } from '../auth/sign-in/send-through.ts';
import { createSignIn, type SignIn, type SignInParts } from '../auth/sign-in/sign-in.ts';
import type { AtlassianAddresses } from '../auth/upstream/addresses.ts';
import type { CentralApp } from '../auth/upstream/upstream.ts';
import type { SignInSettings } from '../config/sign-in-settings.ts';
import type { Transport } from '../confluence/http/transport.ts';
import type { Directory } from '../auth/directory.ts';
import type { Sealer } from '../vault/vault.ts';

/** The ways of signing in that the configuration offers. */
export function waysToSignIn(
  parts: Omit<SignInParts, 'ways'> & {
    readonly directory: Directory;
    readonly transport: Transport;
    /** To others than Confluence: without the operator's headers and client certificate. */
    readonly plainTransport: Transport;
    readonly atlassian: AtlassianAddresses;
    readonly sealer: Sealer;
  },
  settings: { readonly signIn: SignInSettings; readonly centralApp?: CentralApp },
): SignIn {
  const { local, oidc, atlassian } = settings.signIn;
  const app = settings.centralApp;
  return createSignIn({
    ...parts,
    ways: {
      local,
      ...(oidc && { oidc: { ...oidc, send: sendThrough(parts.plainTransport) } }),
      ...(atlassian &&
        app && {
          atlassian: {
            ...atlassian,
            app: createCentralAppSignIn({ ...parts, app, scopesOf: scopesOfConnection }),
          },
        }),
    },
  });
}
