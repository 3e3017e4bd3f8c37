/** JSON values as ADF attributes hold them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface AdfMark {
  readonly type: string;
  readonly attrs?: { readonly [key: string]: Json };
}

/** Any node of the Atlassian Document Format below `doc`. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: { readonly [key: string]: Json };
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  /** Only on `text`. */
  readonly text?: string;
}

export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

/** Node types of the schema (facts: formats §6), and those that the editor itself leaves behind. */
const nodeTypes = new Set(
  (
    'doc paragraph heading blockquote rule hardBreak text bulletList orderedList listItem taskList taskItem ' +
    'blockTaskItem decisionList decisionItem table tableRow tableHeader tableCell panel codeBlock expand nestedExpand ' +
    'layoutSection layoutColumn mediaSingle mediaGroup media mediaInline caption mention emoji date status placeholder ' +
    'inlineCard blockCard embedCard extension inlineExtension bodiedExtension syncBlock bodiedSyncBlock bodiedRule ' +
    'extensionFrame multiBodiedExtension applicationCard image unsupportedBlock unsupportedInline confluenceInlineComment ' +
    'confluenceUnsupportedBlock confluenceUnsupportedInline confluenceJiraIssue'
  ).split(' '),
);

/** Parses the JSON string that a client sends as `atlas_doc_format`; null when it is not an ADF document. */
export function parseAdf(value: string): AdfDocument | null {
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    return null;
  }
  return isDocument(document) ? document : null;
}

function isDocument(value: unknown): value is AdfDocument {
  if (!isRecord(value) || value['type'] !== 'doc' || value['version'] !== 1) return false;
  const rest: unknown[] = [value];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (!isRecord(node) || typeof node['type'] !== 'string' || !nodeTypes.has(node['type'])) return false;
    const { attrs, content, marks, text } = node;
    if (attrs !== undefined && !isRecord(attrs)) return false;
    if (node['type'] === 'text' ? typeof text !== 'string' || text === '' : text !== undefined) return false;
    if (marks !== undefined && !(Array.isArray(marks) && marks.every(isMark))) return false;
    if (content === undefined) continue;
    if (!Array.isArray(content)) return false;
    for (const child of content) rest.push(child ?? null);
  }
  return Array.isArray(value['content']);
}

function isMark(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['type'] === 'string' &&
    (value['attrs'] === undefined || isRecord(value['attrs']))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
