import type { Attributes } from '../tree.ts';
import type { AdfNode } from '../../adf/node.ts';

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

/** An existing macro with the parameters that it is given now; what the view cut off stays. */
export function withParameters(node: AdfNode, values: Attributes): AdfNode {
  const parameters = recordOf(node.attrs?.['parameters']);
  const macroParams = { ...recordOf(parameters['macroParams']) };
  const changed = values.filter(
    ([name, value]) => !value.endsWith('…') && recordOf(macroParams[name])['value'] !== value,
  );
  if (changed.length === 0 || !node.type.toLowerCase().endsWith('extension')) return node;
  for (const [name, value] of changed) macroParams[name] = { ...recordOf(macroParams[name]), value };
  return { ...node, attrs: { ...node.attrs, parameters: { ...parameters, macroParams } } };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
