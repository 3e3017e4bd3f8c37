import type { Attributes } from '../tree.ts';
import type { AdfNode } from './node.ts';

/** Extension type of the macros of Confluence itself (facts: formats §4). */
const macroType = 'com.atlassian.confluence.macro.core';

/** `extension`, `inlineExtension` or `bodiedExtension` of a macro. */
export function extensionNode(
  type: 'extension' | 'inlineExtension' | 'bodiedExtension',
  name: string,
  parameters: Attributes,
  localId: string,
  content?: readonly AdfNode[],
): AdfNode {
  const macroParams = Object.fromEntries(parameters.map(([key, value]) => [key, { value }]));
  return {
    type,
    attrs: {
      extensionType: macroType,
      extensionKey: name,
      parameters: { macroParams, macroMetadata: { schemaVersion: { value: '1' }, title: name } },
      ...(type === 'inlineExtension' ? {} : { layout: 'default' }),
      localId,
    },
    ...(content === undefined ? {} : { content }),
  };
}
