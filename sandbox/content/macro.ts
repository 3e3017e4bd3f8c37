import { attributeOf, characterData, childElement, isElement, type StorageElement } from './storage-tree.ts';

export interface MacroParameter {
  /** Empty for the default parameter. */
  readonly name: string;
  /** Text, or the markup as written where the parameter holds resources. */
  readonly value: string;
  readonly element: StorageElement;
}

/** A macro as storage format writes it. */
export interface Macro {
  /** Empty when the page does not say. */
  readonly name: string;
  readonly parameters: readonly MacroParameter[];
  readonly richBody: StorageElement | null;
  readonly plainBody: string | null;
  readonly element: StorageElement;
}

/** Whether an element is a macro: `ac:structured-macro`, or `ac:macro` from before Confluence 4.3. */
export function isMacro(element: StorageElement): boolean {
  return element.name === 'ac:structured-macro' || element.name === 'ac:macro';
}

/** Reads a macro element; `source` is the body it stands in. */
export function readMacro(source: string, element: StorageElement): Macro {
  const parameters: MacroParameter[] = [];
  for (const child of element.children) {
    if (!isElement(child)) continue;
    if (child.name === 'ac:parameter' || child.name === 'ac:default-parameter') {
      const marked = child.children.some((inner) => isElement(inner));
      parameters.push({
        name: child.name === 'ac:parameter' ? (attributeOf(child, 'ac:name') ?? '') : '',
        value: marked ? source.slice(child.openEnd, child.closeStart).trim() : characterData(child),
        element: child,
      });
    }
  }
  const plain = childElement(element, 'ac:plain-text-body');
  return {
    name: attributeOf(element, 'ac:name') ?? '',
    parameters,
    richBody: childElement(element, 'ac:rich-text-body') ?? null,
    plainBody: plain === undefined ? null : characterData(plain),
    element,
  };
}

/** A parameter's value by name, or undefined. */
export function parameterOf(macro: Macro, name: string): string | undefined {
  return macro.parameters.find((parameter) => parameter.name === name)?.value;
}
