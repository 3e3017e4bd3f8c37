import { contentFields, contentTypes, type Field, spaceTypes } from './fields.ts';

/** What CQL knows on a platform. The language itself is the same on both. */
export interface Dialect {
  readonly contentFields: readonly Field[];
  readonly contentTypes: readonly string[];
  readonly spaceTypes: readonly string[];
  /** Whether a `siteSearch` clause in the middle of three is silently dropped (facts: confluence-api §10). */
  readonly dropsMiddleSiteSearch: boolean;
  /** Whether `type = user` filters; where it does not, it lets everything pass (facts: confluence-api §10). */
  readonly filtersUsers: boolean;
}

export const cloudDialect: Dialect = {
  contentFields,
  contentTypes,
  spaceTypes,
  dropsMiddleSiteSearch: true,
  filtersUsers: false,
};

const cloudOnly = new Set(['pageStatus', 'subtype', 'creator.fullname']);
const cloudOnlyTypes = new Set(['database', 'whiteboard', 'slide', 'embed', 'folder']);

/** Data Center documents `container` and `space.category` besides, and knows no `currentContent()` (facts: confluence-api §10). */
export const dataCenterDialect: Dialect = {
  contentFields: [
    ...contentFields
      .filter(({ name }) => !cloudOnly.has(name))
      .map((field): Field => {
        const functions = field.functions.filter((name) => name !== 'currentContent');
        const operators = field.name === 'parent' ? (['=', '!='] as const) : field.operators;
        return { ...field, functions, operators };
      }),
    {
      name: 'container',
      kind: 'content',
      operators: ['=', '!=', 'in', 'not in'],
      functions: ['recentlyViewedContent'],
      sortable: false,
    },
    {
      name: 'space.category',
      kind: 'name',
      operators: ['=', '!=', 'in', 'not in'],
      functions: [],
      sortable: false,
    },
  ],
  contentTypes: contentTypes.filter((type) => !cloudOnlyTypes.has(type) && !type.startsWith('ac:')),
  spaceTypes: ['global', 'personal', 'favourite'],
  dropsMiddleSiteSearch: false,
  filtersUsers: true,
};
