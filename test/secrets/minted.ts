import type { KindName } from './kinds.ts';
import { fieldsOf, type Exchange } from './exchange.ts';
import type { Ledger } from './ledger.ts';

/** Whose exchange it is. */
export type Party = 'weir' | 'confluence' | 'company';

/** Names of fields, parameters and cookies under which somebody makes a secret. */
const minted: Readonly<Record<Party, Readonly<Record<string, KindName>>>> = {
  confluence: {
    access_token: 'access token of Confluence',
    refresh_token: 'refresh token of Confluence',
    code: 'code of Confluence',
    code_verifier: 'verifier for Confluence',
    state: 'state for Confluence',
  },
  company: {
    code: 'code of the identity provider',
    code_verifier: 'verifier for the identity provider',
    state: 'state for the identity provider',
    nonce: 'nonce for the identity provider',
    access_token: 'tokens of the identity provider',
    id_token: 'tokens of the identity provider',
  },
  weir: {
    token: 'link that signs in once',
    form_token: 'token of a form',
    'weir-session': 'cookie of a session',
    'weir-browser': 'cookie of a browser',
    'weir-oauth': 'request of a client in flight',
    'weir-consent': 'request of a client in flight',
    'weir-authorize': 'request of a client in flight',
    code: 'code for a client',
    code_verifier: 'verifier of a client',
    access_token: 'access token for a client',
    refresh_token: 'refresh token for a client',
    client_secret: 'secret of a client',
    clientSecret: 'secret of a client',
    key: 'agent key',
    signingSecret: 'secret that signs to a hook or a stream',
  },
};

/** Where Confluence and the identity provider give tokens; pages and API answers of theirs hold none. */
const tokenEndpoint = /\/(oauth\/token|oauth2\/latest\/token|token)$/;

/** Notes the secrets that were made by somebody and passed by in an exchange. */
export function noteMinted(ledger: Ledger, party: Party, exchange: Exchange): void {
  const kindOf = minted[party];
  const { url, answerHeaders } = exchange;
  const note = (fields: Iterable<readonly [string, string]>): void => {
    for (const [name, value] of fields) {
      const kind = kindOf[name];
      if (kind !== undefined && value.length >= 16) ledger.plant(kind, value);
    }
  };
  note(url.searchParams);
  if (party === 'weir' || tokenEndpoint.test(url.pathname)) note(fieldsOf(exchange.requestBody));
  const location = answerHeaders.get('location');
  if (location !== null && URL.canParse(location, url.href)) note(new URL(location, url).searchParams);
  const isJson = (answerHeaders.get('content-type') ?? '').includes('json');
  const isMade = party === 'weir' ? exchange.method === 'POST' && !url.pathname.endsWith('/mcp') : true;
  if (isJson && isMade && (party === 'weir' || tokenEndpoint.test(url.pathname)))
    note(fieldsOf(exchange.answerBody().toString('utf8')));
  for (const line of answerHeaders.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    note([[name, value]]);
  }
}
