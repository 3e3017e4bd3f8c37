import { code, macro, mention, pageLink, richMacro, status, taskList } from '../pieces.ts';
import type { SamplePage } from '../sample-page.ts';

const decisions: SamplePage = {
  title: 'Decision records',
  by: 'ana',
  daysAgo: 380,
  labels: ['adr'],
  body: `<p>One page for each decision that would surprise a newcomer. Short: what we knew, what we chose, what it costs.</p>
${macro('children', { all: 'true', sort: 'title', style: 'h4', excerptType: 'simple', first: '20', page: '<ac:link><ri:page ri:content-title="Decision records" /></ac:link>' })}`,
  children: [
    {
      title: 'ADR 0001: PostgreSQL for readings',
      by: 'ana',
      daysAgo: 379,
      labels: ['adr', 'postgres'],
      body: `<p>${status('DECIDED', 'Green')}</p>
<h2>What we knew</h2><p>Forty readings a second, ten years, five people who know SQL and none who knows a time-series database.</p>
<h2>What we chose</h2><p>PostgreSQL with monthly partitions. A time-series database would be four times smaller on disk; disks cost us 60&nbsp;€ a month.</p>
<h2>What it costs</h2><p>Queries over many stations and many months need the table of hourly means.</p>`,
      comments: [
        {
          by: 'gus',
          daysAgo: 28,
          body: '<p>Was TimescaleDB considered? It is an extension, not another database.</p>',
          replies: [
            {
              by: 'ana',
              daysAgo: 27,
              body: '<p>Yes: our provider did not offer it then. It does now, so this deserves a second look.</p>',
            },
          ],
        },
      ],
    },
    {
      title: 'ADR 0002: MQTT over LTE-M for stations',
      by: 'ben',
      daysAgo: 370,
      labels: ['adr', 'mqtt'],
      body: `<p>${status('DECIDED', 'Green')}</p>
<p>LoRaWAN reaches further with less power, but a gauge in a gorge has no gateway in sight, and the firmware could not be updated over it. LTE-M costs one euro a month and a station.</p>
<p>Consequences: certificates on every device (see ${pageLink('MQTT topics and payloads', { anchor: 'Certificates' })}), batteries of 19&nbsp;Ah, and a modem library without 64-bit numbers.</p>`,
    },
    {
      title: 'ADR 0003: No shared database between services',
      by: 'ana',
      daysAgo: 300,
      labels: ['adr', 'architecture'],
      body: `<p>${status('DECIDED', 'Green')} ${status('supersedes 0001 in part', 'Grey')}</p>
<p>A service owns its tables. Others read through its HTTP contract or through the stream. The reporting replica is the one exception; it is read-only and may be a day old.</p>
<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-attribute key="local-id">6a1f2c3d-0001-4a8e-9d0f-aaaaaaaaaaaa</ac:adf-attribute><ac:adf-node type="decision-item"><ac:adf-attribute key="local-id">6a1f2c3d-0002-4a8e-9d0f-aaaaaaaaaaaa</ac:adf-attribute><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>The alert engine keeps its own copy of station positions.</ac:adf-content></ac:adf-node><ac:adf-node type="decision-item"><ac:adf-attribute key="local-id">6a1f2c3d-0003-4a8e-9d0f-aaaaaaaaaaaa</ac:adf-attribute><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>The replica is refreshed at 04:00 UTC.</ac:adf-content></ac:adf-node></ac:adf-node><ac:adf-fallback><ul class="decision-list"><li>The alert engine keeps its own copy of station positions.</li><li>The replica is refreshed at 04:00 UTC.</li></ul></ac:adf-fallback></ac:adf-extension>`,
      edits: [
        { by: 'daiki', daysAgo: 170, replace: ['may be a day old', 'may be up to a day old'], minor: true },
      ],
    },
  ],
};

export const howWeWork: SamplePage = {
  title: 'How we work',
  by: 'ana',
  daysAgo: 395,
  labels: ['process', 'start-here'],
  body: `<p>Three pages to read in the first week: the ${pageLink('Working agreement')}, ${pageLink('Code review')} and the ${pageLink('Decision records')}.</p>
<p>People questions are answered in ${pageLink('Handbook', { space: 'PEOPLE', text: 'the people space' })}, product questions in <ac:link><ri:space ri:space-key="PROD" /><ac:link-body>the product space</ac:link-body></ac:link>.</p>`,
  children: [
    {
      title: 'Working agreement',
      by: 'ana',
      daysAgo: 394,
      labels: ['process'],
      body: `<h1>What we promise each other</h1>
<ul><li><p>We write things down where everybody finds them. Chat is for lunch.</p></li><li><p>Mornings (UTC) are free of meetings, so that Seoul and Porto both have quiet hours.</p><p>The one exception is the Monday handover at 10:00.</p></li><li><p>A pull request waits at most one working day.</p><ul><li><p>If it is larger than 400 lines, its author offers a walk-through.</p><ul><li><p>Recorded, for the other time zones.</p></li></ul></li></ul></li></ul>
<h2>Time zones</h2>
<p>Porto <em>UTC+0/+1</em>, Gothenburg <em>UTC+1/+2</em>, Amman <em>UTC+3</em>, Seoul <em>UTC+9</em>. Write times in UTC.</p>
<h3>Holidays</h3>
<p>Nobody releases on a public holiday of the person on call.</p>
<h4>Which calendar counts?</h4>
<p>The one of the office named in the ${pageLink('On-call rota')}.</p>
<h5>And remote colleagues?</h5>
<p>The one of the country they live in.</p>
<h6>Last words</h6>
<p>If a rule here makes you slower without making anything safer, change the page and tell us. &#128578;</p>`,
      edits: [
        {
          by: 'eunji',
          daysAgo: 200,
          replace: ['so that Seoul and Porto both have', 'so that Seoul, Amman and Porto all have'],
        },
        {
          by: 'ben',
          daysAgo: 77,
          replace: ['larger than 400 lines', 'larger than 300 lines'],
          message: 'As agreed in the retrospective',
        },
        {
          by: 'ana',
          daysAgo: 76,
          replace: ['larger than 300 lines', 'larger than 400 lines'],
          message: 'Back to 400: it was a vote of two',
        },
      ],
    },
    {
      title: 'Code review',
      by: 'ben',
      daysAgo: 360,
      labels: ['process', 'review'],
      body: `<p>Reviews find misunderstandings; tools find the rest. So a reviewer asks, in this order:</p>
<ol start="1"><li><p>Do I understand <strong>why</strong> this change exists?</p></li><li><p>Can the previous version run against the new schema?</p>${code('sql', '-- fine: nullable, no default\nalter table stations add column battery_mv integer;\n\n-- not fine: the old version does not know it\nalter table stations alter column battery_mv set not null;')}</li><li><p>What does the test fail with?</p>${richMacro('tip', '<p>Break the code and look. A test that never failed proves little.</p>')}</li></ol>
<p>And then a second list, which continues the count:</p>
<ol start="4"><li><p>Names: would a technician understand them?</p></li><li><p>Logs: no positions of private stations.</p></li></ol>
<p><ac:emoticon ac:name="tick" /> approved &nbsp; <ac:emoticon ac:name="cross" /> please talk to me &nbsp; <ac:emoticon ac:name="question" /> I do not understand &nbsp; <ac:emoticon ac:name="light-on" /> idea, not a demand</p>`,
      comments: [
        {
          by: 'daiki',
          daysAgo: 66,
          body: '<p>I would add: how do we notice in production that it broke?</p>',
          on: 'What does the test fail with?',
        },
      ],
    },
    decisions,
  ],
};

export const meetingNotes: SamplePage = {
  title: 'Meeting notes',
  kind: 'folder',
  by: 'ana',
  daysAgo: 120,
  children: [
    {
      title: 'Architecture round: hourly means',
      by: 'daiki',
      daysAgo: 64,
      labels: ['meeting-notes'],
      body: `<p><strong>Present:</strong> ${mention('ana')} ${mention('ben')} ${mention('daiki')}</p>
<p>Hourly means take 20 minutes to rebuild. Ben shows that a materialised view for each river takes two. We try it on the Douro first.</p>
${taskList([
  { done: true, body: `${mention('ben')} view for the Douro <time datetime="2026-05-15" />` },
  { body: `${mention('daiki')} switch the API to it` },
])}
<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content><p>Next round: what do we do with rivers that have one gauge?</p></ac:adf-content></ac:adf-node><ac:adf-fallback><div class="panel conf-macro output-block" style="background-color: rgb(234,230,255);border-color: rgb(153,141,217);"><div class="panelContent"><p>Next round: what do we do with rivers that have one gauge?</p></div></div></ac:adf-fallback></ac:adf-extension>`,
    },
    {
      title: 'Architecture round: payload 2',
      by: 'ben',
      daysAgo: 48,
      labels: ['meeting-notes', 'mqtt'],
      body: `<p>Two open questions about ${pageLink('Payload version 2')} were settled: seconds stay seconds, and the quality flag is a number.</p>
<p>Gus asked for a binary encoding. Decided against: <s>CBOR saves 40&nbsp;%</s> of a bill that is 90&nbsp;% base fee.</p>`,
    },
    {
      title: 'Retrospective: spring floods',
      by: 'ana',
      daysAgo: 85,
      labels: ['meeting-notes', 'retrospective'],
      body: `<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><h3><ac:emoticon ac:name="plus" /> Keep</h3><ul><li><p>Two people on call above the warning mark</p></li><li><p>The phone list in the runbook</p></li></ul></ac:layout-cell><ac:layout-cell><h3><ac:emoticon ac:name="minus" /> Change</h3><ul><li><p>Releases went on during the flood</p></li><li><p>Nobody wrote the log for three hours</p></li></ul></ac:layout-cell></ac:layout-section><ac:layout-section ac:type="single"><ac:layout-cell><p>Four hundred thousand messages in two nights, none later than 94 seconds. Well done, all of us. <ac:emoticon ac:name="heart" /> <ac:emoticon ac:name="blue-star" ac:emoji-shortname=":ocean:" ac:emoji-id="1f30a" ac:emoji-fallback="&#127754;" /></p></ac:layout-cell></ac:layout-section></ac:layout>`,
    },
  ],
};
