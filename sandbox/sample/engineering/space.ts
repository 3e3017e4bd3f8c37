import { macro, mention, pageLink, richMacro } from '../pieces.ts';
import type { SampleSpace } from '../sample-page.ts';
import { architecture } from './architecture.ts';
import { howWeWork, meetingNotes } from './how-we-work.ts';
import { howWeWrite } from './how-we-write.ts';
import { operations } from './operations.ts';

export const engineering: SampleSpace = {
  key: 'ENG',
  name: 'Engineering Handbook',
  description: 'How Larkwater builds and runs its gauges, gateway and alerts.',
  labels: ['handbook'],
  by: 'ana',
  daysAgo: 402,
  rights: [
    { holder: 'ana', level: 'admin' },
    { holder: 'engineering', level: 'write' },
    { holder: 'everyone', level: 'write' },
    { holder: 'contractors', level: 'read' },
  ],
  favouriteOf: ['ana', 'ben'],
  home: {
    title: 'Engineering Handbook',
    by: 'ana',
    daysAgo: 402,
    labels: ['start-here'],
    body: `<p>Welcome. Larkwater makes gauges that watch rivers, and the software that wakes people before the water reaches them. This space is how we build and run both.</p>
<ul><li><p>New here? ${pageLink('How we work')}, then the ${pageLink('System overview')}.</p></li><li><p>Something is broken? ${pageLink('On-call')}.</p></li><li><p>Writing a page? ${pageLink('How we write')}.</p></li></ul>
${richMacro('info', `<p>Questions about this space: ${mention('ana')}.</p>`)}
<p>${macro('recently-updated', { max: '10', types: 'page', maxToggle: '50' })}</p>`,
    edits: [
      { by: 'ben', daysAgo: 95, replace: ['how we build and run both', 'how we build, run and repair both'] },
    ],
    children: [
      howWeWork,
      howWeWrite,
      architecture,
      operations,
      meetingNotes,
      {
        title: 'Network of the pilot region',
        kind: 'whiteboard',
        by: 'daiki',
        daysAgo: 70,
      },
      {
        title: 'Station inventory',
        kind: 'database',
        by: 'ben',
        daysAgo: 68,
      },
    ],
  },
};
