import { pageLink, taskList } from './pieces.ts';
import type { SampleSpace } from './sample-page.ts';

/** Ana's own space; her colleagues may read it. */
export const personal: SampleSpace = {
  key: '~7120200ana',
  name: 'Ana Ferreira',
  type: 'personal',
  description: '',
  by: 'ana',
  daysAgo: 399,
  rights: [
    { holder: 'ana', level: 'admin' },
    { holder: 'everyone', level: 'read' },
  ],
  home: {
    title: 'Ana Ferreira',
    by: 'ana',
    daysAgo: 399,
    body: '<p>I look after the architecture and most of the on-call rota. Best reached in the morning, UTC.</p>',
    children: [
      {
        title: 'Reading list',
        by: 'ana',
        daysAgo: 90,
        labels: ['favourite-books'],
        body: '<ul><li><p>“Release It!”, for the second time</p></li><li><p>The flood chronicle of Régua, 1909</p></li><li><p>A book about herons</p></li></ul>',
      },
      {
        title: 'Things to ask',
        by: 'ana',
        daysAgo: 6,
        readers: ['ana'],
        body: `<p>Before the board meeting, see ${pageLink('Threat model', { space: 'ENG' })}:</p>${taskList([{ body: 'Money for the relays in Mirandela' }, { done: true, body: 'A second tester' }])}`,
      },
    ],
  },
};
