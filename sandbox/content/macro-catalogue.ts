/** Macros that storage format stores for the editor's panels, and the panel each one is (facts: formats §3). */
export const panelByMacro: Readonly<Record<string, string>> = {
  info: 'info',
  note: 'warning',
  tip: 'success',
  warning: 'error',
};

/** Titles under which the editor shows macros. */
const titles: Readonly<Record<string, string>> = {
  toc: 'Table of Contents',
  children: 'Children Display',
  pagetree: 'Page Tree',
  excerpt: 'Excerpt',
  'excerpt-include': 'Insert excerpt',
  include: 'Include Page',
  details: 'Page Properties',
  detailssummary: 'Page Properties Report',
  jira: 'Jira',
  anchor: 'Anchor',
  attachments: 'Attachments',
  gallery: 'Gallery',
  livesearch: 'Live Search',
  contentbylabel: 'Content by Label',
  'recently-updated': 'Recently Updated',
  'blog-posts': 'Blog Posts',
  'tasks-report-macro': 'Task report',
  noformat: 'No Format',
  widget: 'Widget Connector',
};

/** The title of a macro in the editor; its name where it has no other. */
export function macroTitle(name: string): string {
  return titles[name] ?? name;
}

const blocks = new Set(
  (
    'toc toc-zone children pagetree pagetreesearch livesearch recently-updated blog-posts space-details spaces roadmap ' +
    'popular-labels contentbylabel include excerpt-include include-shared-block detailssummary tasks-report-macro ' +
    'jiraissues viewxls viewdoc viewpdf viewppt widget multimedia gallery attachments drawio gliffy plantuml ' +
    'mermaid-macro mathblock column section redirect'
  ).split(' '),
);
const inline = new Set(
  'status anchor mathinline profile tooltip footnote cfm-footnote img create-from-template'.split(' '),
);

/** Whether a macro without a body is shown as a block, within text, or either. */
export function macroDisplay(name: string): 'block' | 'inline' | 'either' {
  if (blocks.has(name)) return 'block';
  return inline.has(name) ? 'inline' : 'either';
}
