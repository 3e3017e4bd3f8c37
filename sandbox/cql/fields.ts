import type { Operator } from './ast.ts';

/** How the values of a field are read and compared. */
export type FieldKind =
  | 'content'
  | 'date'
  | 'person'
  | 'name'
  | 'text'
  | 'title'
  | 'type'
  | 'space'
  | 'subtype';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly operators: readonly Operator[];
  /** Names of the functions whose result may stand on the right. */
  readonly functions: readonly string[];
  /** Whether ORDER BY takes it: only fields with one value a content. */
  readonly sortable: boolean;
}

const setOperators: readonly Operator[] = ['=', '!=', 'in', 'not in'];
const rangeOperators: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<='];
const textOperators: readonly Operator[] = ['~', '!~'];

const dateFunctions = [
  'now',
  ...['startOf', 'endOf'].flatMap((edge) => ['Day', 'Week', 'Month', 'Year'].map((period) => edge + period)),
];
const contentFunctions = ['currentContent', 'recentlyViewedContent'];
const spaceFunctions = ['currentSpace', 'favouriteSpaces', 'recentlyViewedSpaces'];
const personFunctions = ['currentUser'];

function field(
  name: string,
  kind: FieldKind,
  operators: readonly Operator[],
  functions: readonly string[] = [],
  sortable = false,
): Field {
  return { name, kind, operators, functions, sortable };
}

/**
 * Fields of content search on Cloud: the documented ones, and those that are accepted without being documented
 * (`siteSearch`, `subtype`, `creator.fullname`, `space.key|title|type`). Facts: confluence-api §10.
 */
export const contentFields: readonly Field[] = [
  field('ancestor', 'content', setOperators, contentFunctions),
  field('content', 'content', setOperators, contentFunctions),
  field('id', 'content', setOperators, contentFunctions, true),
  field('created', 'date', rangeOperators, dateFunctions, true),
  field('creator', 'person', setOperators, personFunctions, true),
  field('creator.fullname', 'text', textOperators, [], true),
  field('contributor', 'person', setOperators, personFunctions),
  field('favourite', 'person', setOperators, personFunctions),
  field('favorite', 'person', setOperators, personFunctions),
  field('label', 'name', setOperators),
  field('lastmodified', 'date', rangeOperators, dateFunctions, true),
  field('macro', 'name', setOperators),
  field('mention', 'person', setOperators, personFunctions),
  field('pageStatus', 'name', setOperators),
  field('parent', 'content', setOperators, contentFunctions),
  field('siteSearch', 'text', ['~']),
  field('space', 'space', setOperators, spaceFunctions, true),
  field('space.key', 'space', setOperators, spaceFunctions, true),
  field('space.title', 'text', textOperators, [], true),
  field('space.type', 'name', setOperators, [], true),
  field('subtype', 'subtype', setOperators),
  field('text', 'text', textOperators),
  field('title', 'title', [...setOperators, ...textOperators], [], true),
  field('type', 'type', setOperators, [], true),
  field('watcher', 'person', setOperators, personFunctions),
];

/** Fields of `/search/user`, which takes no others; `/search` takes none of them. Facts: confluence-api §10. */
export const userFields: readonly Field[] = [
  field('user', 'person', setOperators, personFunctions),
  field('user.accountid', 'person', setOperators, personFunctions),
  field('user.fullname', 'text', ['~']),
  field('user.userkey', 'person', setOperators),
  field('type', 'type', ['=', 'in']),
];

/** The vocabulary that the recorded 400 for a bad `type` lists; the last three come from installed apps. */
export const contentTypes: readonly string[] = [
  'space',
  'user',
  'page',
  'blogpost',
  'comment',
  'attachment',
  'database',
  'whiteboard',
  'slide',
  'embed',
  'folder',
  'com.atlassian.confluence.extra.team-calendars:calendar-content-type',
  'com.atlassian.confluence.extra.team-calendars:space-calendars-view-content-type',
  'ac:com.mxgraph.confluence.plugins.diagramly:drawio-diagram',
];

export const spaceTypes: readonly string[] = [
  'global',
  'personal',
  'collaboration',
  'knowledge_base',
  'favourite',
];

export function findField(fields: readonly Field[], name: string): Field | undefined {
  const wanted = name.toLowerCase();
  return fields.find((candidate) => candidate.name.toLowerCase() === wanted);
}
