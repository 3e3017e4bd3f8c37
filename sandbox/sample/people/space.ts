import { pdf } from '../files.ts';
import { macro, mention, pageLink, richMacro, status, table, taskList } from '../pieces.ts';
import type { SamplePage, SampleSpace } from '../sample-page.ts';

const handbook: SamplePage = {
  title: 'Handbook',
  by: 'farah',
  daysAgo: 390,
  labels: ['handbook'],
  body: `<p>How working here is organised. If your contract says something else, the contract wins.</p>${macro('children', { sort: 'title' })}`,
  children: [
    {
      title: 'Holidays and leave',
      by: 'farah',
      daysAgo: 388,
      labels: ['leave'],
      body: `<p>Thirty days a year, wherever you live, besides the public holidays there. Tell your team four weeks before a long holiday and the person on call before a short one.</p>
<h2>Parents</h2><p>Twenty-six weeks at full pay for every parent, however the child arrived. You may split them.</p>
<h2>When you are ill</h2><p>Be ill. Write one line in the morning; nobody needs to know what it is. After three days the office asks for a note where the law wants one.</p>`,
      edits: [
        {
          by: 'farah',
          daysAgo: 70,
          replace: ['Twenty-six weeks', 'Twenty-eight weeks'],
          message: 'New agreement from July',
        },
      ],
    },
    {
      title: 'Expenses',
      by: 'farah',
      daysAgo: 386,
      labels: ['money'],
      body: `<p>Spend the company&rsquo;s money as if it were your grandmother&rsquo;s: never on nonsense, always on safety.</p>
${table([
  ['What', 'How much', 'Ask before?'],
  ['Train, second class', 'what it costs', 'no'],
  ['Hotel', 'up to 120&nbsp;€ a night', 'above that'],
  ['Waders', 'what it costs', 'no, and buy good ones'],
])}
<p>Receipts go to <a href="mailto:receipts@weir.example">receipts@weir.example</a> within thirty days.</p>`,
    },
    {
      title: 'Working from elsewhere',
      by: 'farah',
      daysAgo: 300,
      labels: ['remote'],
      body: `<p>Home, office, your sister&rsquo;s garden: all fine. Another country for more than thirty days needs a word with ${mention('farah')} first, because of taxes.</p>${richMacro('note', '<p>Company laptops stay out of the countries on the list in the information security policy.</p>')}`,
    },
    {
      title: 'Code of conduct',
      by: 'farah',
      daysAgo: 385,
      labels: ['policy'],
      editors: ['people'],
      body: '<p>Be kind, be clear, be on time. Disagree with ideas in the open and with people in private. Harassment of any sort ends employment; report it to Farah, to Ana, or to the ombudswoman outside the company, whose number hangs in every kitchen.</p>',
    },
  ],
};

const confidential: SamplePage = {
  title: 'Salary bands',
  by: 'farah',
  daysAgo: 260,
  labels: ['confidential', 'money'],
  readers: ['people', 'ana'],
  editors: ['farah'],
  body: `<p>Bands for the year, in euros, before tax. Not to be shared outside the people team.</p>
${table([
  ['Level', 'From', 'To'],
  ['Technician', '31,000', '44,000'],
  ['Engineer', '48,000', '71,000'],
  ['Lead', '69,000', '92,000'],
])}`,
  children: [
    {
      title: 'Pay review',
      by: 'farah',
      daysAgo: 58,
      labels: ['confidential'],
      body: `<p>${status('DRAFT', 'Yellow')} Inflation of 3.1&nbsp;%, plus corrections where two people do the same work for different money. We found four.</p>`,
      children: [
        {
          title: 'Pay review: letters',
          by: 'farah',
          daysAgo: 20,
          labels: ['confidential'],
          body: '<p>The text of the letters, one paragraph each, no percentages in the subject line.</p>',
        },
      ],
    },
  ],
};

const onboarding: SamplePage = {
  title: 'Onboarding',
  by: 'farah',
  daysAgo: 340,
  labels: ['onboarding'],
  body: `<p>Everybody who starts here stands in a river with a technician in the second week. It explains more than this page.</p>${macro('children')}`,
  children: [
    {
      title: 'First week',
      by: 'farah',
      daysAgo: 339,
      labels: ['onboarding', 'checklist'],
      body: `${taskList([
        { body: `Laptop and keys from ${mention('farah')}` },
        { body: `Read ${pageLink('How we work', { space: 'ENG' })}` },
        { done: true, body: 'Lunch with your buddy <time datetime="2026-06-02" />' },
        { body: '<strong>Boots</strong>: size to the office, <em>before</em> Wednesday' },
      ])}
<p>On Friday write three things that surprised you. We keep them, and some of them changed this page.</p>`,
    },
    {
      title: 'Buddies',
      by: 'eunji',
      daysAgo: 200,
      labels: ['onboarding'],
      body: '<p>A buddy answers the questions one does not ask a boss. Four weeks, an hour a day at most, never your own lead. Volunteers: Ben, Chiara, Eun-ji.</p>',
    },
  ],
};

const offices: SamplePage = {
  title: 'Offices',
  by: 'farah',
  daysAgo: 370,
  labels: ['office'],
  body: '<p>Four small ones. Guests are welcome; send a line so that somebody is there.</p>',
  children: [
    {
      title: 'Porto',
      by: 'farah',
      daysAgo: 369,
      labels: ['office'],
      body: '<p>Rua das Flores 12, second floor. The lift stops when it rains hard; the stairs do not. Parking at the river, except above the yellow mark.</p>',
      files: [
        {
          name: 'fire-plan.pdf',
          by: 'farah',
          daysAgo: 369,
          bytes: pdf([
            'Porto office, second floor',
            '',
            'Exit A: stairs to the courtyard.',
            'Meeting point: the fountain.',
          ]),
        },
      ],
    },
    {
      title: 'Göteborg',
      by: 'farah',
      daysAgo: 368,
      labels: ['office'],
      body: '<p>Packhusplatsen 3. Kaffe finns alltid, fika klockan tre. Nyckeln ligger hos grannen, fråga efter Åsa.</p>',
    },
    {
      title: '서울',
      by: 'eunji',
      daysAgo: 365,
      labels: ['office'],
      body: `<p>한강이 보이는 사무실입니다. 주소는 서울특별시 마포구 강변로 27, 5층입니다.</p><h2>출입</h2><p>출입 카드는 ${mention('eunji')}에게 받으세요. 밤 열 시 이후에는 경비실에 먼저 전화해야 합니다.</p>`,
    },
    {
      title: 'عمّان',
      by: 'farah',
      daysAgo: 364,
      labels: ['office'],
      body: '<p dir="rtl">مكتبنا في شارع الرينبو، الطابق الأول. يفتح من الأحد إلى الخميس من التاسعة صباحًا حتى الخامسة مساءً.</p><p dir="rtl">القهوة على حساب الشركة ☕</p>',
    },
  ],
};

const policies: SamplePage = {
  title: 'Policies',
  by: 'farah',
  daysAgo: 345,
  labels: ['policy'],
  editors: ['people', 'ana'],
  body: '<p>The formal part. Changes are announced on the blog two weeks before they hold.</p>',
  children: [
    {
      title: 'Information security policy',
      by: 'ana',
      daysAgo: 344,
      labels: ['policy', 'security'],
      editors: ['ana'],
      body: `<ol><li><p>A password is never sent, not even half of it.</p></li><li><p>A lost laptop is reported within the hour, at night too. Nobody was ever blamed for the loss; people were blamed for the silence.</p></li><li><p>Customers&rsquo; positions are secret. Levels are public.</p></li></ol>
${richMacro('warning', '<p>Suspicious mail: do not click, do not forward, call the duty phone.</p>')}`,
    },
    {
      title: 'Datenschutz',
      by: 'farah',
      daysAgo: 342,
      labels: ['policy', 'gdpr'],
      body: '<p>Verantwortlich für die Verarbeitung ist die Larkwater Instrumentos, Lda. Wir speichern Telefonnummern nur, solange eine Warnung gewünscht ist; nach der Abmeldung werden sie binnen 24 Stunden gelöscht.</p><p>Fragen beantwortet unsere Datenschutzbeauftragte Frau Größer-Weiß.</p>',
    },
  ],
};

export const people: SampleSpace = {
  key: 'PEOPLE',
  name: 'People & Policies',
  type: 'knowledge_base',
  description: 'Working at Larkwater: leave, money, offices, rules.',
  by: 'farah',
  daysAgo: 391,
  rights: [
    { holder: 'farah', level: 'admin' },
    { holder: 'people', level: 'write' },
    { holder: 'admins', level: 'admin' },
    { holder: 'everyone', level: 'comment' },
  ],
  favouriteOf: ['farah'],
  home: {
    title: 'People & Policies',
    by: 'farah',
    daysAgo: 391,
    body: `<p>Everything about working here that is not work. Ask ${mention('farah')} when it is not written down.</p><p>${macro('pagetree', { root: '@home' })}</p>`,
    children: [handbook, onboarding, offices, policies, confidential],
  },
};
