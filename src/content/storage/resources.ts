import { attribute, attributesOf, elementsOf, textOf } from './nodes.ts';
import type { StorageNode } from './scanner.ts';

/** What an `ri:*` element names, as it is written in the dialect: `KEY/Title`, `att:file`, a URL (facts: formats §2). */
export function resourceText(source: string, resource: StorageNode): string {
  const attributes = attributesOf(source, resource);
  const get = (name: string): string => attributes.get(`ri:${name}`) ?? '';
  const inSpace = (title: string): string =>
    attributes.has('ri:space-key') ? `${get('space-key')}/${title}` : title;
  switch (resource.name) {
    case 'ri:page':
      return inSpace(get('content-title'));
    case 'ri:blog-post':
      return inSpace(`${get('posting-day')}/${get('content-title')}`);
    case 'ri:attachment':
      return get('filename');
    case 'ri:space':
      return get('space-key');
    case 'ri:url':
      return get('value');
    case 'ri:user':
      return get('account-id') || get('userkey') || get('username');
    case 'ri:content-entity':
      return get('content-id');
    case 'ri:shortcut':
      return `${get('key')}:${get('parameter')}`;
    default:
      return resource.name;
  }
}

/** The title that Confluence shows for a link without a text of its own. */
export function linkTitle(source: string, link: StorageNode, resource: StorageNode | undefined): string {
  const anchor = attribute(source, link, 'ac:anchor');
  if (resource === undefined) return anchor === undefined ? '' : `#${anchor}`;
  const title = attribute(source, resource, 'ri:content-title') ?? resourceText(source, resource);
  return anchor === undefined ? title : `${title}#${anchor}`;
}

/** The first `ri:*` child. */
export function resourceOf(element: StorageNode): StorageNode | undefined {
  return element.children.find((child) => child.name.startsWith('ri:'));
}

/** Parameters of a macro in order: name (empty for the default one) and value as text. */
export function macroParameters(
  source: string,
  macro: StorageNode,
): Array<readonly [name: string, value: string]> {
  const parameters: Array<readonly [string, string]> = [];
  for (const child of macro.children) {
    if (child.name === 'ac:parameter')
      parameters.push([attribute(source, child, 'ac:name') ?? '', parameterValue(source, child)]);
    else if (child.name === 'ac:default-parameter') parameters.push(['', textOf(source, child)]);
  }
  return parameters;
}

function parameterValue(source: string, parameter: StorageNode): string {
  const inner = elementsOf(parameter);
  if (inner.length === 0) return textOf(source, parameter);
  return inner
    .map((element) => {
      if (element.name.startsWith('ri:')) return resourceText(source, element);
      const resource = resourceOf(element);
      return resource === undefined ? textOf(source, element) : resourceText(source, resource);
    })
    .join(',');
}
