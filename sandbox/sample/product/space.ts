import { macro, mention, pageLink, richMacro, status } from '../pieces.ts';
import type { SamplePage, SampleSpace } from '../sample-page.ts';
import { designSystem } from './design-system.ts';
import { research, specifications } from './specifications.ts';

const roadmap: SamplePage = {
  title: 'Roadmap',
  by: 'chiara',
  daysAgo: 210,
  labels: ['roadmap'],
  favouriteOf: ['ana', 'chiara'],
  body: `${macro('roadmap', { timeline: 'true', source: 'eyJ0aXRsZSI6IlByb2R1Y3QifQ%3D%3D', title: 'Product roadmap', hash: '9be1', maplinks: '', pagelinks: 'Alert rules' })}
<table data-layout="wide"><tbody><tr><th rowspan="2"><p>Theme</p></th><th colspan="2"><p>This half year</p></th></tr><tr><th><p>Now</p></th><th><p>Next</p></th></tr><tr><th><p>Earlier warnings</p></th><td><p>${pageLink('Alert rules')} ${status('IN PROGRESS', 'Blue')}</p></td><td><p>Forecasts from rain radar</p></td></tr><tr><th><p>Calmer nights</p></th><td><p>Fewer false alarms on the Tua</p></td><td><p>${pageLink('Mobile app offline')} ${status('TO DO', 'Grey')}</p></td></tr></tbody></table>
<p>Dates are promises, so there are only two on this page: alert rules on <time datetime="2026-10-01" /> and the web map on <time datetime="2026-12-15" />.</p>`,
  edits: [
    {
      by: 'chiara',
      daysAgo: 150,
      replace: ['Forecasts from rain radar', 'Forecasts from rain radar (trial)'],
    },
    { by: 'farah', daysAgo: 130, replace: ['there are only two', 'there are exactly two'], minor: true },
    {
      by: 'chiara',
      daysAgo: 15,
      replace: ['Forecasts from rain radar (trial)', 'Forecasts from rain radar'],
      message: 'The trial is over',
    },
  ],
};

const releaseNotes: SamplePage = {
  title: 'Release notes',
  by: 'daiki',
  daysAgo: 160,
  labels: ['release'],
  body: '<p>What changed for towns and for people with the app, newest first.</p>',
  children: [
    {
      title: 'Release 3.14',
      by: 'daiki',
      daysAgo: 9,
      labels: ['release'],
      body: '<ul><li><p>Levels show their age.</p></li><li><p>Alerts over several gauges, for the towns in the beta.</p></li><li><p>The heron icon.</p></li></ul>',
    },
    {
      title: 'Release 3.13',
      by: 'daiki',
      daysAgo: 39,
      labels: ['release'],
      body: `<ul><li><p>Quiet hours follow the local clock, summer time included.</p></li><li><p>Faster start of the app: 0.9 instead of 2.4 seconds.</p></li></ul>${richMacro('info', '<p>Towns need not do anything.</p>')}`,
    },
  ],
};

export const product: SampleSpace = {
  key: 'PROD',
  name: 'Product & Design',
  type: 'collaboration',
  description: 'What we make next, for whom, and how it looks.',
  labels: ['product'],
  by: 'chiara',
  daysAgo: 332,
  rights: [
    { holder: 'chiara', level: 'admin' },
    { holder: 'product', level: 'write' },
    { holder: 'admins', level: 'admin' },
    { holder: 'everyone', level: 'comment' },
    { holder: 'contractors', level: 'read' },
  ],
  favouriteOf: ['chiara'],
  home: {
    title: 'Product & Design',
    by: 'chiara',
    daysAgo: 332,
    body: `<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><h1>People first, then water, then software</h1><p>${mention('chiara')} and ${mention('eunji')} look after this space.</p></ac:layout-cell></ac:layout-section><ac:layout-section ac:type="two_equal" ac:breakout-mode="full-width"><ac:layout-cell><h2>Going on</h2><ul><li><p>${pageLink('Roadmap')}</p></li><li><p>${pageLink('Alert rules')}</p></li></ul></ac:layout-cell><ac:layout-cell><h2>Good to know</h2><ul><li><p>${pageLink('Personas')}</p></li><li><p>${pageLink('Voice and tone')}</p></li></ul></ac:layout-cell></ac:layout-section></ac:layout>`,
    children: [
      roadmap,
      research,
      specifications,
      designSystem,
      releaseNotes,
      {
        title: 'Old app, screenshots',
        by: 'chiara',
        daysAgo: 280,
        fate: 'archived',
        labels: ['obsolete'],
        body: '<p>Screens of the first app, before levels had colours. Kept because the towns still laugh about it.</p>',
      },
      {
        title: 'Prototype of the web map',
        kind: 'embed',
        by: 'eunji',
        daysAgo: 72,
        embedUrl: 'https://prototype.larkwater.example/map',
      },
    ],
  },
};
