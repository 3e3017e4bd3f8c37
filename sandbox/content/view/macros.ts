import { escapeText } from '../escape.ts';
import { attachmentUrl } from '../link-target.ts';
import { panelByMacro } from '../macro-catalogue.ts';
import { isMacro, type Macro, parameterOf, readMacro } from '../macro.ts';
import { attributeOf, descendants, type StorageElement } from '../storage-tree.ts';
import { tableOfContents } from './headings.ts';
import { html, safeUrl } from './html.ts';
import { mostGenerated, type Rendering } from './rendering.ts';

/** A macro as HTML; one that the emulator does not know is a placeholder with its name, around its body. */
export function macroHtml(
  rendering: Rendering,
  element: StorageElement,
  depth: number,
  inline: boolean,
): string {
  const macro = readMacro(rendering.source, element);
  const body = (): string =>
    macro.richBody === null ? '' : rendering.nodes(macro.richBody.children, depth + 1, false);
  const block = (classes: string, inner: string): string =>
    html('div', { class: `${classes} conf-macro output-block`.trim(), 'data-macro-name': macro.name }, inner);

  if (panelByMacro[macro.name] !== undefined || macro.name === 'panel') {
    const title = parameterOf(macro, 'title') ?? '';
    const heading = title === '' ? '' : html('p', { class: 'title' }, escapeText(title));
    return block(
      `panel confluence-information-macro-${macro.name}`,
      heading + html('div', { class: 'panelContent' }, body()),
    );
  }
  switch (macro.name) {
    case 'code':
    case 'noformat': {
      const language = parameterOf(macro, 'language') ?? '';
      const pre = html(
        'pre',
        { class: 'syntaxhighlighter-pre', 'data-language': language || undefined },
        escapeText(macro.plainBody ?? ''),
      );
      const title = parameterOf(macro, 'title') ?? '';
      return block(
        'code panel',
        (title === '' ? '' : html('div', { class: 'codeHeader' }, escapeText(title))) + pre,
      );
    }
    case 'expand': {
      const title = parameterOf(macro, 'title') || 'Click here to expand...';
      const control = html('div', { class: 'expand-control' }, escapeText(title));
      return block('expand-container', control + html('div', { class: 'expand-content' }, body()));
    }
    case 'status': {
      const colour = (parameterOf(macro, 'colour') ?? 'Grey').toLowerCase().replace(/[^a-z]/g, '');
      const attributes = {
        class: `status-macro aui-lozenge status-${colour} conf-macro output-inline`,
        'data-macro-name': 'status',
      };
      return html('span', attributes, escapeText(parameterOf(macro, 'title') ?? ''));
    }
    case 'anchor':
      return html('span', { class: 'confluence-anchor-link', id: parameterOf(macro, '') }, '');
    case 'toc':
      return generate(rendering) ? tableOfContents(macro, rendering.headings) : '';
    case 'children': {
      if (!generate(rendering)) return '';
      const items = rendering.context
        .children()
        .map(
          (child) =>
            `<li>${html('a', { href: safeUrl(child.url) ?? undefined }, escapeText(child.title))}</li>`,
        );
      return html(
        'ul',
        { class: 'childpages-macro conf-macro output-block', 'data-macro-name': 'children' },
        items.join(''),
      );
    }
    case 'include':
    case 'excerpt-include':
      return includeHtml(rendering, macro);
    case 'excerpt':
      return parameterOf(macro, 'hidden') === 'true' ? '' : block('excerpt', body());
    case 'details':
      return parameterOf(macro, 'hidden') === 'true' ? '' : block('plugin-tabmeta-details', body());
    case 'section':
    case 'column':
      return block(macro.name === 'section' ? 'columnLayout' : 'cell', body());
    case 'view-file': {
      const attachment = descendants(element, 'ri:attachment')[0];
      const filename = attachment === undefined ? '' : (attributeOf(attachment, 'ri:filename') ?? '');
      const href = attachmentUrl(rendering.context, rendering.context.contentId, filename);
      return html('a', { class: 'confluence-embedded-file', href }, escapeText(filename));
    }
    default: {
      const label = escapeText(`Unknown macro: {${macro.name}}`);
      if (inline && macro.richBody === null) {
        return html(
          'span',
          { class: 'unknown-macro conf-macro output-inline', 'data-macro-name': macro.name },
          label,
        );
      }
      const plain = macro.plainBody === null ? '' : html('pre', {}, escapeText(macro.plainBody));
      return block('unknown-macro', label + plain + body());
    }
  }
}

/** Another page, or its excerpt, as far as the context lets the reader see it. */
function includeHtml(rendering: Rendering, macro: Macro): string {
  const { context } = rendering;
  const page = macro.parameters.flatMap((parameter) => descendants(parameter.element, 'ri:page'))[0];
  const named = /^(?:([^:]+):)?(.+)$/.exec(parameterOf(macro, '') ?? '');
  const title = page === undefined ? named?.[2] : attributeOf(page, 'ri:content-title');
  const spaceKey = (page === undefined ? named?.[1] : attributeOf(page, 'ri:space-key')) ?? context.spaceKey;
  const target = title === undefined ? null : context.page(title, spaceKey);
  const attributes = { class: 'conf-macro output-block', 'data-macro-name': macro.name };
  const missing = html(
    'div',
    attributes,
    escapeText(`Unable to render {${macro.name}} The included page could not be found.`),
  );
  const storage = target?.storage;
  if (target === null || storage === undefined || !generate(rendering)) return missing;
  const wanted = parameterOf(macro, 'name');
  const included = rendering.included(target, (root) =>
    macro.name === 'include' ? root : excerptOf(root, storage, wanted),
  );
  return included === null ? missing : html('div', attributes, included);
}

function excerptOf(root: StorageElement, source: string, name: string | undefined): StorageElement | null {
  for (const element of descendants(root)) {
    if (!isMacro(element) || attributeOf(element, 'ac:name') !== 'excerpt') continue;
    const macro = readMacro(source, element);
    if (name === undefined || parameterOf(macro, 'name') === name) return macro.richBody;
  }
  return null;
}

function generate(rendering: Rendering): boolean {
  rendering.generated.count += 1;
  return rendering.generated.count <= mostGenerated;
}
