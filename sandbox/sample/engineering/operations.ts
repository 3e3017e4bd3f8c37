import { pdf, png, textFile } from '../files.ts';
import { code, macro, mention, pageLink, plainMacro, richMacro, table, taskList } from '../pieces.ts';
import type { SamplePage } from '../sample-page.ts';

const runbooks: readonly SamplePage[] = [
  {
    title: 'Runbook: gateway is not taking readings',
    by: 'ben',
    daysAgo: 160,
    labels: ['runbook', 'gateway'],
    favouriteOf: ['ana', 'ben'],
    body: `${richMacro('excerpt', '<p>Fewer than 20 readings a second for five minutes. Check the broker, then certificates, then the disk buffer.</p>', { 'atlassian-macro-output-type': 'INLINE', name: 'summary' })}
<h2>First five minutes</h2>
<ol><li><p>Look at <a href="https://status.larkwater.example/gateway">the gateway board</a>. If only one region is down, skip to the broker.</p></li><li><p>Is the broker reachable?</p>${code('bash', 'nc -vz mqtt.larkwater.example 8883')}${richMacro('info', `<p>From the office network this needs the VPN.</p>${code('bash', 'weir-vpn up --profile ops')}`)}</li><li><p>Are certificates valid?</p><ul><li><p>the server&rsquo;s own: renewed by a job on Mondays</p></li><li><p>the factory&rsquo;s intermediate: expires every two years</p></li></ul></li></ol>
<h2>If the disk buffer is filling</h2>
<p>Readings are safe for nine hours. Do <strong>not</strong> restart the gateway: it replays the buffer from the start and doubles the load. Follow ${pageLink('Back-pressure and retries', { anchor: 'Retry-times', text: 'the retry rules' })} instead.</p>
${code('bash', '# how full is it, and how fast does it grow?\ndu -sm /var/lib/gateway && sleep 60 && du -sm /var/lib/gateway', { title: 'Buffer growth' })}
<h2>Afterwards</h2>
<p>Write an incident page from the ${pageLink('Incident template')} within two days.</p>`,
    comments: [
      {
        by: 'daiki',
        daysAgo: 33,
        body: '<p>Step 2 failed for me because the VPN profile was renamed.</p>',
        on: 'needs the VPN',
        resolvedBy: 'ben',
        replies: [
          { by: 'ben', daysAgo: 32, body: '<p>Fixed, the profile is called <code>ops</code> now.</p>' },
        ],
      },
      {
        by: 'ana',
        daysAgo: 8,
        body: '<p>Can we automate this check?</p>',
        on: 'renewed by a job on Mondays',
      },
    ],
    edits: [
      { by: 'ana', daysAgo: 100, message: 'Reviewed, nothing changed' },
      {
        by: 'ben',
        daysAgo: 31,
        replace: ['--profile ops', '--profile ops --wait'],
        message: 'VPN profile renamed',
      },
    ],
  },
  {
    title: 'Runbook: alert delay above two minutes',
    by: 'daiki',
    daysAgo: 140,
    labels: ['runbook', 'alerts'],
    body: `${richMacro('excerpt', '<p>The promise of two minutes is broken. Warn the control rooms by phone first, look for the cause second.</p>', { 'atlassian-macro-output-type': 'INLINE', name: 'summary' })}
<p>The number to call for each town is in <ac:link ac:tooltip="Spreadsheet of the operations team"><ri:attachment ri:filename="control-rooms.csv" /><ac:plain-text-link-body><![CDATA[control-rooms.csv]]></ac:plain-text-link-body></ac:link>.</p>
<table data-layout="default"><thead><tr><th><p>Symptom</p></th><th><p>Likely cause</p></th></tr></thead><tbody><tr><td><p>All towns late by the same time</p></td><td><p>Stream consumer lags: scale it out</p>${code('bash', 'kubectl scale deploy/alert-engine --replicas=6')}</td></tr><tr><td><p>One town late</p></td><td><ul><li><p>rule with a very long window</p></li><li><p>SMS provider of that country</p></li></ul></td></tr></tbody></table>
<p>Above ten minutes switch to the manual siren procedure. It needs two people.</p>`,
    files: [
      {
        name: 'control-rooms.csv',
        by: 'daiki',
        daysAgo: 140,
        bytes: textFile(
          'town,phone,quiet hours\nPeso da Régua,+351 000 000 101,none\nChaves,+351 000 000 102,22:00-06:00\nUmeå,+46 00 000 103,none\n',
        ),
        labels: ['contacts'],
        next: {
          by: 'farah',
          daysAgo: 44,
          bytes: textFile(
            'town,phone,quiet hours\nPeso da Régua,+351 000 000 101,none\nChaves,+351 000 000 112,22:00-06:00\nUmeå,+46 00 000 103,none\nMirandela,+351 000 000 104,none\n',
          ),
          comment: 'Mirandela added, new number in Chaves',
        },
      },
    ],
  },
  {
    title: 'Runbook: station silent',
    by: 'ben',
    daysAgo: 130,
    labels: ['runbook', 'stations'],
    body: `${richMacro('excerpt', '<p>One station has sent nothing for an hour. Usually the battery or a fallen tree; send a technician only after the modem was asked twice.</p>', { 'atlassian-macro-output-type': 'INLINE', name: 'summary' })}
<p>Silent does not mean dry. A station that drowned is silent <em>because</em> the river is high: check its neighbours upstream before anything else.</p>
${taskList([
  { body: 'Ask the modem: <code>orders ping {station}</code>' },
  { body: 'Compare with the two neighbours upstream' },
  { body: `Tell ${mention('farah')} if a technician must travel, by <time datetime="2026-07-31" />` },
])}
${macro('anchor', { '': 'technicians' })}
<h3>Technicians</h3>
<p>They carry a spare battery, a spare antenna and the bird spray. The nesting season is from March to June.</p>`,
  },
];

const onCall: SamplePage = {
  title: 'On-call',
  by: 'ana',
  daysAgo: 350,
  labels: ['on-call', 'operations'],
  watchedBy: ['ben', 'daiki'],
  body: `<p>One engineer is on call for a week, Monday 10:00 to Monday 10:00 UTC. The pager rings for alerts of severity 1 and 2 only.</p>
${richMacro('panel', '<p>Nobody is on call alone in their first three weeks, nor in the week before a holiday.</p>', { title: 'Two rules', borderStyle: 'solid', borderColor: '#ccc', titleBGColor: '#deebff', bgColor: '#ffffff' })}
<h2>Summaries of the runbooks</h2>
<p>${macro('excerpt-include', { '': '<ac:link><ri:page ri:content-title="Runbook: gateway is not taking readings" /></ac:link>', name: 'summary', nopanel: 'true' })}</p>
<p>${macro('excerpt-include', { '': '<ac:link><ri:page ri:content-title="Runbook: alert delay above two minutes" /></ac:link>', name: 'summary' })}</p>
<h2>All runbooks</h2>
${macro('contentbylabel', { showLabels: 'false', showSpace: 'false', max: '20', sort: 'title', cql: 'label = "runbook" and space = currentSpace()' })}`,
  children: [
    {
      title: 'On-call rota',
      by: 'farah',
      daysAgo: 25,
      labels: ['on-call'],
      live: true,
      body: `<table class="numberingColumn" data-layout="default"><tbody><tr><th class="numberingColumn" /><th><p>Week of</p></th><th><p>First</p></th><th><p>Second</p></th></tr><tr><td class="numberingColumn">1</td><td><p><time datetime="2026-07-06" /></p></td><td><p>${mention('ben')}</p></td><td><p>${mention('ana')}</p></td></tr><tr><td class="numberingColumn">2</td><td><p><time datetime="2026-07-13" /></p></td><td><p>${mention('daiki')}</p></td><td><p>${mention('ben')}</p></td></tr><tr><td class="numberingColumn">3</td><td><p><time datetime="2026-07-20" /></p></td><td><p>${mention('ana')}</p></td><td><p>${mention('daiki')}</p></td></tr></tbody></table>
<p>Swaps are fine as long as this table says so.</p>`,
      edits: [
        {
          by: 'daiki',
          daysAgo: 5,
          replace: ['Swaps are fine', 'Swaps between colleagues are fine'],
          message: 'Swapped nothing, clarified',
        },
      ],
    },
    ...runbooks,
  ],
};

const incidents: SamplePage = {
  title: 'Incidents',
  by: 'ana',
  daysAgo: 340,
  labels: ['incident', 'operations'],
  body: `<p>Every incident of severity 1 or 2 has a page here, written without blame. Severities are defined in ${pageLink('Service levels')}.</p>
${macro('detailssummary', { firstcolumn: 'Incident', headings: 'Severity,Duration,Cause', sortBy: 'Title', cql: 'label = "incident-report" and space = "ENG"' })}
<p>${macro('create-from-template', { templateName: 'incident', templateId: '98341', createResult: 'view', buttonLabel: 'Write an incident report' })}</p>`,
  children: [
    {
      title: 'Incident template',
      by: 'ana',
      daysAgo: 338,
      labels: ['template'],
      body: `<h2>Summary</h2>
<p><ac:placeholder>What happened, in three sentences that somebody outside engineering understands.</ac:placeholder></p>
<h2>People</h2>
<p>On call: <ac:placeholder ac:type="mention">@ the engineer on call</ac:placeholder></p>
<p>Ticket: <ac:placeholder ac:type="jira">Jira issue</ac:placeholder></p>
<h2>Time line</h2>
<p><ac:placeholder>All times in UTC.</ac:placeholder></p>
<p>Reported by <at:var at:name="reporter" /> on <at:var at:name="day" at:rawxhtml="false" />.</p>`,
    },
    {
      title: 'Incident: certificates expired on a Sunday',
      by: 'ben',
      daysAgo: 110,
      labels: ['incident-report', 'gateway'],
      body: `${richMacro('details', '<table><tbody><tr><th><p>Severity</p></th><td><p>1</p></td></tr><tr><th><p>Duration</p></th><td><p>3 h 20 min</p></td></tr><tr><th><p>Cause</p></th><td><p>expired intermediate certificate</p></td></tr></tbody></table>')}
<p>At 02:00 UTC every station was turned away at the handshake. The disk buffers were empty because nothing arrived; the alert “few readings” rang after five minutes, and nobody understood it for forty.</p>
<h2>Time line</h2>
<table data-layout="wide" data-table-width="900"><tbody>
<tr><th><p>UTC</p></th><th><p>Event</p></th><th><p>Who</p></th></tr>
<tr><td><p>02:00</p></td><td><p>Intermediate certificate expires</p></td><td><p>&mdash;</p></td></tr>
<tr><td><p>02:05</p></td><td><p>Pager rings: <em>few readings</em></p></td><td rowspan="2"><p>${mention('ben')}</p></td></tr>
<tr><td><p>02:45</p></td><td><p><span style="color: rgb(191,38,0);">handshake failure</span> found in the broker&rsquo;s log</p></td></tr>
<tr><td><p>05:20</p></td><td><p>New certificate on all brokers</p></td><td><p>${mention('ana')}</p></td></tr>
</tbody></table>
<h2>What we change</h2>
${taskList([
  {
    done: true,
    body: `${mention('ben')} alert on certificates that expire within 30 days <time datetime="2026-03-31" />`,
  },
  { done: true, body: 'Put the intermediate into the renewal job' },
  { body: `${mention('ana')} exercise the manual renewal twice a year <time datetime="2026-09-30" />` },
])}
${code('text', 'SSL alert number 45: certificate expired\n  depth=1 CN=Larkwater Factory Intermediate\n  <![CDATA[raw record follows]]>', { title: 'broker.log' })}`,
      edits: [
        {
          by: 'ana',
          daysAgo: 109,
          replace: ['3 h 20 min', '3 h 20 min (02:00 to 05:20 UTC)'],
          message: 'Exact times',
        },
        {
          by: 'daiki',
          daysAgo: 108,
          replace: ['nobody understood it for forty', 'nobody understood it for forty minutes'],
        },
        {
          by: 'ben',
          daysAgo: 80,
          replace: [
            'Put the intermediate into the renewal job',
            'Put the factory intermediate into the renewal job',
          ],
          message: 'After the review',
          minor: true,
        },
      ],
      comments: [
        {
          by: 'chiara',
          daysAgo: 107,
          body: '<p>Did the app tell people that levels were old? I only saw yesterday&rsquo;s numbers without a hint.</p>',
          replies: [
            {
              by: 'daiki',
              daysAgo: 107,
              body: `<p>No. Noted in ${pageLink('Mobile app offline', { space: 'PROD' })}.</p>`,
            },
          ],
        },
      ],
    },
    {
      title: 'Incident: sirens in Chaves rang at night',
      by: 'daiki',
      daysAgo: 52,
      labels: ['incident-report', 'alerts'],
      body: `${richMacro('details', '<table><tbody><tr><th><p>Severity</p></th><td><p>2</p></td></tr><tr><th><p>Duration</p></th><td><p>14 min</p></td></tr><tr><th><p>Cause</p></th><td><p>quiet hours in the wrong time zone</p></td></tr></tbody></table>')}
<p>The town&rsquo;s quiet hours were stored as UTC. At 23:14 local time the level crossed the <em>information</em> mark, which should have sent a message and no siren.</p>
<p>${macro('jira', { server: 'Larkwater Jira', serverId: 'c4a1b2c3-0000-3000-8000-1234567890ab', key: 'ALERT-412' })} fixes the conversion. ${macro('jira', { server: 'Larkwater Jira', serverId: 'c4a1b2c3-0000-3000-8000-1234567890ab', jqlQuery: 'project = ALERT and labels = chaves', columns: 'key,summary,status,assignee', maximumIssues: '20' })}</p>
${macro('jiraissues', { anonymous: 'true', url: '<ri:url ri:value="https://jira.larkwater.example/sr/jira.issueviews:searchrequest-xml/temp/SearchRequest.xml?jqlQuery=project%3DALERT&amp;tempMax=20" />' })}
${richMacro('note', '<p>We apologised to the town in writing; the letter is attached.</p>')}
<p class="media-group">${macro('view-file', { name: '<ri:attachment ri:filename="letter-to-chaves.pdf" ri:version-at-save="1" />', height: '250' })}</p>`,
      files: [
        {
          name: 'letter-to-chaves.pdf',
          by: 'farah',
          daysAgo: 50,
          bytes: pdf([
            'Larkwater to the town of Chaves',
            '',
            'We are sorry for the sirens of that night.',
            'They rang because of a mistake in our software (ALERT-412).',
          ]),
        },
        {
          name: '사이렌 로그.png',
          by: 'eunji',
          daysAgo: 50,
          bytes: png(32, 16, ['#ae2e24', '#ffffff']),
          comment: 'Level and siren',
        },
      ],
    },
  ],
};

export const operations: SamplePage = {
  title: 'Operations',
  by: 'ana',
  daysAgo: 355,
  labels: ['operations'],
  body: `<p>Keeping the warnings flowing. If something is broken <strong>now</strong>, go to ${pageLink('On-call')}.</p>
<p>${macro('livesearch', { spaceKey: '<ri:space ri:space-key="ENG" />', labels: 'runbook', size: 'large', placeholder: 'Search the runbooks', additional: 'page excerpt', type: 'page' })}</p>
${macro('recently-updated', { max: '5', spaces: 'ENG', types: 'page, comment', hideHeading: 'true' })}`,
  children: [
    onCall,
    incidents,
    {
      title: 'Release process',
      by: 'ben',
      daysAgo: 250,
      labels: ['release', 'process'],
      body: `${richMacro(
        'ui-steps',
        [
          richMacro(
            'ui-step',
            `<p>Tag the commit on <code>main</code>.</p>${code('bash', 'git tag -s v3.14.0 -m "Release 3.14.0"\ngit push origin v3.14.0')}`,
          ),
          richMacro(
            'ui-step',
            '<p>The pipeline deploys to the pilot region. Watch the error budget for one hour.</p>',
          ),
          richMacro(
            'ui-step',
            `${richMacro('info', '<p>Not on Fridays, not above the warning mark of any river.</p>')}<p>Promote to all regions.</p>`,
          ),
        ].join(''),
        { size: 'small' },
      )}
<h2>Rolling back</h2>
<p>Promote the previous tag. Database migrations are written so that the previous version still runs; see ${pageLink('Code review', { text: 'what reviewers look for' })}.</p>
${plainMacro('noformat', 'v3.13.2 <- v3.14.0\n   every arrow must be walkable in both directions', { nopanel: 'true' })}`,
    },
    {
      title: 'Service levels',
      by: 'ana',
      daysAgo: 220,
      labels: ['slo', 'contract'],
      state: { id: 1001, name: 'Ready for review', color: '#1d7afc' },
      body: `<p style="text-align: center;"><strong>Two minutes from the river to the phone, 99.9&nbsp;% of the time.</strong></p>
<p style="margin-left: 30.0px;">Measured a month, over all readings that raised an alert.</p>
${table([
  ['Severity', 'Means', 'Answer within'],
  ['1', 'Warnings do not go out', '5 minutes'],
  ['2', 'Warnings are late or wrong in one town', '15 minutes'],
  ['3', 'Something else is broken', 'next working day'],
])}
<p>The error budget is p<sub>late</sub> &le; 0.1&nbsp;%. The formula for the burn rate:</p>
${plainMacro('mathblock', 'b = \\frac{\\text{late alerts in 1 h}}{0.001 \\cdot \\text{alerts in 1 h}}', { anchor: 'burn' })}
<p>Page when ${macro('mathinline', { body: 'b > 14.4' })} for an hour.</p>`,
      openDraft: {
        by: 'ana',
        daysAgo: 2,
        body: '<p style="text-align: center;"><strong>Ninety seconds from the river to the phone, 99.9&nbsp;% of the time.</strong></p><p>To be discussed with the towns before anybody reads this.</p>',
      },
    },
    {
      title: 'Old build server',
      by: 'ben',
      daysAgo: 500,
      labels: ['obsolete'],
      fate: 'archived',
      body: '<p>The build server under the stairs was switched off when the pipeline moved. Its disks are in the safe. Kept for the audit of its licences.</p>',
    },
    {
      title: 'Spike: Redis streams',
      by: 'daiki',
      daysAgo: 320,
      fate: 'trashed',
      body: '<p>Notes of a two-day experiment with Redis streams in place of the broker. We did not go that way.</p>',
    },
    {
      title: 'Draft: chaos day',
      by: 'ana',
      daysAgo: 3,
      fate: 'draft',
      body: '<p>An idea for September: switch off one gateway at random and see who notices. Not ready to be read.</p>',
    },
  ],
};
