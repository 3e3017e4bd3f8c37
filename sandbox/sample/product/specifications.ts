import { textFile } from '../files.ts';
import { code, macro, mention, pageLink, richMacro, status, table, taskList } from '../pieces.ts';
import type { SamplePage } from '../sample-page.ts';

export const specifications: SamplePage = {
  title: 'Specifications',
  by: 'chiara',
  daysAgo: 330,
  labels: ['spec'],
  body: `<p>A specification says what must be true afterwards, not how. Each begins with its properties, which the list below collects.</p>
${macro('detailssummary', { firstcolumn: 'Specification', headings: 'Owner,State,Target', sortBy: 'Title', cql: 'label = "spec-page" and space = "PROD"' })}`,
  children: [
    {
      title: 'Alert rules',
      by: 'chiara',
      daysAgo: 140,
      labels: ['spec-page', 'alerts'],
      favouriteOf: ['daiki'],
      watchedBy: ['daiki', 'eunji'],
      body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('chiara')}</p></td></tr><tr><th><p>State</p></th><td><p>${status('IN PROGRESS', 'Blue')}</p></td></tr><tr><th><p>Target</p></th><td><p><time datetime="2026-10-01" /></p></td></tr></tbody></table>`)}
<h2>Why</h2>
<p>A town sets one threshold a gauge today. In the spring floods four of nine towns asked for the same thing: warn us when the river rises <strong>fast</strong>, before it is high.</p>
<h2>What must be true</h2>
<ol><li><p>A rule joins up to five conditions: level above a mark, rate of rise, level at a gauge upstream.</p></li><li><p>A rule can be tried on the last ten floods before it is switched on.</p><p>The result says how many warnings it would have sent, and how early.</p></li><li><p>Every change of a rule is recorded with who and why.</p></li></ol>
<h2>Questions</h2>
<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-attribute key="local-id">3b9d1e70-1000-4c4c-8d8d-000000000001</ac:adf-attribute><ac:adf-node type="decision-item"><ac:adf-attribute key="local-id">3b9d1e70-1001-4c4c-8d8d-000000000001</ac:adf-attribute><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>Rate of rise is given in centimetres an hour, never in percent.</ac:adf-content></ac:adf-node></ac:adf-node><ac:adf-fallback><ul class="decision-list"><li>Rate of rise is given in centimetres an hour, never in percent.</li></ul></ac:adf-fallback></ac:adf-extension>
${taskList([
  {
    done: true,
    body: `${mention('daiki')} can we replay ten floods in a minute? <time datetime="2026-04-30" />`,
  },
  { body: `${mention('chiara')} words for “upstream” in five languages <time datetime="2026-08-15" />` },
  { body: 'Ask the harbour whether three conditions are enough' },
])}
<h2>Tickets</h2>
<p>${macro('jira', { server: 'Larkwater Jira', serverId: 'c4a1b2c3-0000-3000-8000-1234567890ab', jqlQuery: 'project = ALERT and fixVersion = v3 order by rank', columnIds: 'issuekey,summary,status', columns: 'key,summary,status', maximumIssues: '20' })}</p>
<p>Count of open ones: ${macro('jira', { server: 'Larkwater Jira', serverId: 'c4a1b2c3-0000-3000-8000-1234567890ab', jqlQuery: 'project = ALERT and resolution is empty', count: 'true' })}</p>`,
      edits: [
        {
          by: 'daiki',
          daysAgo: 120,
          replace: ['up to five conditions', 'up to three conditions'],
          message: 'Three is what the engine can promise',
        },
        { by: 'chiara', daysAgo: 100, replace: ['before it is switched on', 'before it goes live'] },
        {
          by: 'eunji',
          daysAgo: 60,
          replace: ['four of nine towns asked', 'five of nine towns asked'],
          message: 'Umeå asked too',
        },
      ],
      comments: [
        {
          by: 'daiki',
          daysAgo: 101,
          body: '<p>Three per rule, or three per town?</p>',
          on: 'up to three conditions',
          resolvedBy: 'chiara',
          replies: [{ by: 'chiara', daysAgo: 100.5, body: '<p>Per rule. A town may have thirty rules.</p>' }],
        },
        {
          by: 'eunji',
          daysAgo: 59,
          body: '<p>독일어로 “upstream”은 flussaufwärts입니다. German is done.</p>',
        },
      ],
    },
    {
      title: 'Station onboarding',
      by: 'daiki',
      daysAgo: 125,
      labels: ['spec-page', 'stations'],
      body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('daiki')}</p></td></tr><tr><th><p>State</p></th><td><p>${status('DONE', 'Green')}</p></td></tr><tr><th><p>Target</p></th><td><p><time datetime="2026-05-01" /></p></td></tr></tbody></table>`)}
<p>A technician stands on a bridge with cold hands. Installing a station must take one hand, twelve minutes and no laptop.</p>
<ol><li><p>Scan the code on the lid.</p></li><li><p>Wait for the green light: the station has reached the ${pageLink('Ingest gateway', { space: 'ENG', text: 'gateway' })}.</p></li><li><p>Read the staff gauge and type the number; this sets the zero mark.</p></li><li><p>Photograph the station with the river.</p></li></ol>
${richMacro('note', '<p>Without a photograph the installation is not finished. Half of all repairs fail because nobody finds the station.</p>')}
<h2>Measured</h2>
<p>Median of 140 installations: 11 minutes 40 seconds. The longest took two hours; a heron was sitting on the lid.</p>`,
    },
    {
      title: 'Mobile app offline',
      by: 'chiara',
      daysAgo: 98,
      labels: ['spec-page', 'mobile'],
      body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('chiara')}</p></td></tr><tr><th><p>State</p></th><td><p>${status('TO DO', 'Grey')}</p></td></tr><tr><th><p>Target</p></th><td><p>not planned</p></td></tr></tbody></table>`)}
<p>When the network is down, the app must say how old a level is, and never show an old one as if it were new (see ${pageLink('Incident: certificates expired on a Sunday', { space: 'ENG', text: 'the Sunday incident' })}).</p>
<p>Levels older than 15 minutes turn grey. Levels older than two hours are replaced by “no current level”.</p>
${code('kotlin', 'fun freshness(age: Duration) = when {\n    age < 15.minutes -> Fresh\n    age < 2.hours -> Stale(age)\n    else -> Unknown\n}', { breakoutMode: 'wide', breakoutWidth: '760' })}
${richMacro('expand', '<p>Sirens do not depend on the app. People trusted a grey number more than no number in nine of twelve interviews.</p>', { title: 'What about people without sirens?' })}`,
    },
    {
      title: 'Web map',
      by: 'eunji',
      daysAgo: 75,
      labels: ['spec-page', 'map'],
      state: { id: 1002, name: 'Rough draft', color: '#ff991f' },
      body: `${richMacro('details', `<table><tbody><tr><th><p>Owner</p></th><td><p>${mention('eunji')}</p></td></tr><tr><th><p>State</p></th><td><p>${status('DISCOVERY', 'Purple')}</p></td></tr><tr><th><p>Target</p></th><td><p><time datetime="2026-12-15" /></p></td></tr></tbody></table>`)}
<p>Rivers as lines whose colour is the level: blue, yellow, orange, red. Tapping a gauge shows the last two days and the marks of the town.</p>
${table([
  ['Colour', 'Level', 'Who sees it'],
  ['blue', 'below the first mark', 'everybody'],
  ['yellow', 'information', 'everybody'],
  ['red', 'flood', 'everybody, with a banner'],
])}
<p>Needs the tiles of ${pageLink('Map tiles')}.</p>`,
      children: [
        {
          title: 'Web map: accessibility notes',
          by: 'chiara',
          daysAgo: 41,
          labels: ['accessibility', 'map'],
          body: '<p>One man in twelve cannot tell our yellow from our orange. Levels therefore carry a number and a pattern: dots, dashes, full line. Screen readers get a table ordered by urgency instead of the map.</p>',
        },
      ],
    },
  ],
};

export const research: SamplePage = {
  title: 'Discovery',
  by: 'chiara',
  daysAgo: 325,
  labels: ['research'],
  body: `<p>What we heard, before we decided anything. Names of towns are real, names of people are not.</p>
<p>${macro('children', { sort: 'creation', reverse: 'true', depth: '3' })}</p>`,
  children: [
    {
      title: 'Interviews',
      by: 'chiara',
      daysAgo: 324,
      labels: ['research', 'interview'],
      body: '<p>Forty minutes each, two of us, recorded with consent and deleted after a month. The guide has six questions; the best answers came after the recorder was off.</p>',
      children: [
        {
          title: 'Interview: harbour authority',
          by: 'chiara',
          daysAgo: 155,
          labels: ['interview'],
          body: `<blockquote><p>&ldquo;I do not need to know that it is high. I have a window. Tell me what it will be at six.&rdquo;</p></blockquote>
<p>They close the lock when the level rises more than 20 centimetres an hour, which nobody had told us in three years. This started ${pageLink('Alert rules')}.</p>
<ul><li><p>watches two gauges upstream on the phone, by hand</p></li><li><p>trusts the siren, not the app</p></li><li><p>wants a printed page for the night watch</p></li></ul>`,
        },
        {
          title: 'Interview: council flood team',
          by: 'daiki',
          daysAgo: 151,
          labels: ['interview'],
          body: '<p>Five volunteers and one telephone. They divide the streets by hand, on a map from 1998, and would like the list of pumps beside the level. The mayor asks every half hour; a page they could show him would save ten calls a night.</p>',
        },
        {
          title: 'Interview: farmers’ co-operative',
          by: 'chiara',
          daysAgo: 149,
          labels: ['interview'],
          body: '<p>Sheep need ninety minutes to be moved, so a warning of forty minutes is of no use to them. They would accept twice as many false alarms for an hour more. Nobody had asked them before.</p>',
        },
      ],
    },
    {
      title: 'Personas',
      by: 'chiara',
      daysAgo: 300,
      labels: ['research', 'persona'],
      body: `<ac:layout><ac:layout-section ac:type="three_with_sidebars"><ac:layout-cell><h3>Teresa</h3><p>Control room, night shift. Has three screens and trusts none of them.</p></ac:layout-cell><ac:layout-cell><h3>Joaquim</h3><p>Lives behind the bridge. Opens the app when it rains, and when it does not, asks his neighbour.</p></ac:layout-cell><ac:layout-cell><h3>Elsa</h3><p>Technician. Reads everything on a phone, wearing gloves.</p></ac:layout-cell></ac:layout-section><ac:layout-section ac:type="two_right_sidebar"><ac:layout-cell><p>We add a persona only when a decision would have gone another way because of it.</p></ac:layout-cell><ac:layout-cell><p>Last change: Elsa, after the winter in Umeå.</p></ac:layout-cell></ac:layout-section></ac:layout>`,
    },
    {
      title: 'Warning times, measured',
      by: 'daiki',
      daysAgo: 88,
      labels: ['research', 'data'],
      body: `<p>How early did the first warning come, before the water reached the first house? From the floods of two years.</p>
${macro('viewxls', { name: '<ri:attachment ri:filename="warning-times.csv" />', page: '1', space: 'PROD' })}
<p>The median is 71 minutes. The three worst are all on the Tua, where the gorge is short.</p>`,
      files: [
        {
          name: 'warning-times.csv',
          by: 'daiki',
          daysAgo: 88,
          bytes: textFile(
            'flood,river,minutes\n2025-01,Douro,95\n2025-01,Tua,22\n2025-11,Tâmega,71\n2026-02,Tua,31\n2026-03,Umeälven,140\n',
          ),
        },
        {
          name: 'notes.txt',
          by: 'daiki',
          daysAgo: 87,
          bytes: textFile(
            'Minutes between the first warning and the first wet house.\nSource: fire brigades, by telephone.\n',
          ),
        },
      ],
      comments: [
        { by: 'ana', daysAgo: 86, body: '<p>The Tua needs a second gauge, whatever the rules say.</p>' },
      ],
    },
  ],
};
