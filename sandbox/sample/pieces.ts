import { colleagues, type Who } from './company.ts';

/** Small pieces of storage format that the sample pages use over and over. */

/** A code macro. Text that holds `]]>` is split as Confluence does it. */
export function code(
  language: string,
  text: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return plainMacro('code', text, { language, ...parameters });
}

/** A macro with a plain body in CDATA. */
export function plainMacro(
  name: string,
  text: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const body = text.replaceAll(']]>', ']]]]><![CDATA[>');
  return `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${parameterList(parameters)}<ac:plain-text-body><![CDATA[${body}]]></ac:plain-text-body></ac:structured-macro>`;
}

/** A macro with a rich body. */
export function richMacro(
  name: string,
  body: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${parameterList(parameters)}<ac:rich-text-body>${body}</ac:rich-text-body></ac:structured-macro>`;
}

/** A macro without a body. A parameter's value is markup: text must be escaped by the caller. */
export function macro(name: string, parameters: Readonly<Record<string, string>> = {}): string {
  return `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${parameterList(parameters)}</ac:structured-macro>`;
}

function parameterList(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`)
    .join('');
}

export function status(
  title: string,
  colour: 'Grey' | 'Red' | 'Yellow' | 'Green' | 'Blue' | 'Purple',
): string {
  return macro('status', { title, colour });
}

export function mention(who: Who): string {
  return `<ac:link><ri:user ri:account-id="${colleagues[who].accountId}" /></ac:link>`;
}

/** A link by title; without text the target's own title shows. */
export function pageLink(
  title: string,
  options: { readonly space?: string; readonly text?: string; readonly anchor?: string } = {},
): string {
  const anchor = options.anchor === undefined ? '' : ` ac:anchor="${options.anchor}"`;
  const space = options.space === undefined ? '' : ` ri:space-key="${options.space}"`;
  const body = options.text === undefined ? '' : `<ac:link-body>${options.text}</ac:link-body>`;
  return `<ac:link${anchor}><ri:page${space} ri:content-title="${title}" />${body}</ac:link>`;
}

/** Tasks with their page-local ids, from 1. */
export function taskList(tasks: readonly { readonly done?: boolean; readonly body: string }[]): string {
  const items = tasks.map(
    (task, index) =>
      `<ac:task>\n<ac:task-id>${index + 1}</ac:task-id>\n<ac:task-status>${task.done === true ? 'complete' : 'incomplete'}</ac:task-status>\n<ac:task-body><span class="placeholder-inline-tasks">${task.body}</span></ac:task-body>\n</ac:task>`,
  );
  return `<ac:task-list>\n${items.join('\n')}\n</ac:task-list>`;
}

/** A table: the first row holds headers. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}><p>${cell}</p></${tag}>`).join('')}</tr>`;
  return `<table data-layout="default"><tbody>${line(head, 'th')}${body.map((row) => line(row, 'td')).join('')}</tbody></table>`;
}
