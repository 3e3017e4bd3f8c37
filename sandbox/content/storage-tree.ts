export interface StorageAttribute {
  readonly name: string;
  /** Entities resolved. */
  readonly value: string;
  /** Offsets of `name="value"` in the source. */
  readonly start: number;
  readonly end: number;
}

export interface StorageElement {
  readonly kind: 'element';
  /** As written, with its prefix; empty for the root. */
  readonly name: string;
  readonly attributes: readonly StorageAttribute[];
  readonly children: StorageNode[];
  /** Offset of `<`. */
  readonly start: number;
  /** Offset after the start tag's `>`. */
  readonly openEnd: number;
  /** Offset of the end tag's `<`; equals `openEnd` when the element closes itself. */
  closeStart: number;
  /** Offset after the element. */
  end: number;
  readonly selfClosing: boolean;
}

/** Character data. `text` has its entities resolved; CDATA is verbatim. */
export interface StorageText {
  readonly kind: 'text' | 'cdata';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A comment or a processing instruction. */
export interface StorageAside {
  readonly kind: 'aside';
  readonly start: number;
  readonly end: number;
}

export type StorageNode = StorageElement | StorageText | StorageAside;

/** An attribute's value, or undefined when it is not written. */
export function attributeOf(element: StorageElement, name: string): string | undefined {
  for (const attribute of element.attributes) if (attribute.name === name) return attribute.value;
  return undefined;
}

export function isElement(node: StorageNode, name?: string): node is StorageElement {
  return node.kind === 'element' && (name === undefined || node.name === name);
}

/** The first child element of that name. */
export function childElement(element: StorageElement, name: string): StorageElement | undefined {
  for (const child of element.children) if (isElement(child, name)) return child;
  return undefined;
}

export function childElements(element: StorageElement): StorageElement[] {
  return element.children.filter((child): child is StorageElement => child.kind === 'element');
}

/** What stands between the start tag and the end tag, as written. */
export function innerSource(source: string, element: StorageElement): string {
  return source.slice(element.openEnd, element.closeStart);
}

/** The character data of a subtree, tags left out. */
export function characterData(element: StorageElement): string {
  let text = '';
  for (const { node, leaving } of walk(element)) {
    if (!leaving && (node.kind === 'text' || node.kind === 'cdata')) text += node.text;
  }
  return text;
}

export interface WalkStep {
  readonly node: StorageNode;
  /** True when an element's children are done; leaves are visited once, with false. */
  readonly leaving: boolean;
}

/**
 * Visits a subtree in document order, without recursion, so that no depth of nesting exhausts the stack.
 * `enter` decides whether an element's children are visited; without it all are.
 */
export function* walk(
  root: StorageElement,
  enter: (element: StorageElement) => boolean = () => true,
): Generator<WalkStep, void> {
  const stack: { element: StorageElement; next: number }[] = [{ element: root, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const node = top.element.children[top.next];
    top.next += 1;
    if (node === undefined) {
      stack.pop();
      if (top.element !== root) yield { node: top.element, leaving: true };
      continue;
    }
    yield { node, leaving: false };
    if (node.kind !== 'element') continue;
    if (enter(node)) stack.push({ element: node, next: 0 });
    else yield { node, leaving: true };
  }
}

/** All elements below `root` in document order, optionally of one name. */
export function descendants(root: StorageElement, name?: string): StorageElement[] {
  const found: StorageElement[] = [];
  for (const { node, leaving } of walk(root)) {
    if (!leaving && isElement(node, name)) found.push(node);
  }
  return found;
}
