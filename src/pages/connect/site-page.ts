import { html } from 'hono/html';
import type { SiteChoice } from '../../auth/connect/consent.ts';
import type { Visit } from '../../auth/connect/visit.ts';
import { choiceField, hiddenField, ownForm, submitButton } from '../form.ts';
import type { Page } from '../page.ts';
import { connectFrame } from './connect-frame.ts';
import { siteName } from './connection-words.ts';

/** Which of the sites that somebody granted is the connection's. */
export function sitePage(visit: Visit, { sites, choice }: SiteChoice, formToken: string): Promise<Page> {
  const choices = sites.map(({ cloudId, name, url }) => ({ value: cloudId, label: name, hint: url }));
  return connectFrame(visit, {
    title: 'Choose the site',
    formToken,
    content: html`<p>
        You allowed several sites. Which of them is meant by this connection, ${siteName(visit.connection)}?
      </p>
      ${ownForm(
        { action: '/connect/site', token: formToken },
        html`${hiddenField('choice', choice)} ${choiceField('site', 'Site', choices)}
        ${submitButton('Use this site')}`,
      )}`,
  });
}
