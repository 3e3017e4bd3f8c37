import { escapeText } from '../../storage/entities.ts';
import { refuse } from '../refuse.ts';
import { treeText } from '../tree-text.ts';
import type { TreeContainer } from '../tree.ts';

/** The purple panel, which storage format can only carry as an ADF extension (facts: formats §5). */
export function adfPanel(container: TreeContainer, body: string): string {
  const type = container.attributes.find(([name]) => name === 'type')?.[1] ?? 'note';
  if (type !== 'note')
    throw refuse(
      container.line,
      `There is no new ":::adf-panel" of type "${type}".`,
      'Use :::info, :::note, :::tip, :::warning, or :::adf-panel{type=note}.',
    );
  const fallback = treeText(container.blocks)
    .map((text) => `<p>${escapeText(text)}</p>`)
    .join('');
  return (
    `<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute>` +
    `<ac:adf-content>${body}</ac:adf-content></ac:adf-node>` +
    `<ac:adf-fallback><div class="panel conf-macro output-block"><div class="panelContent">${fallback}</div></div></ac:adf-fallback></ac:adf-extension>`
  );
}
