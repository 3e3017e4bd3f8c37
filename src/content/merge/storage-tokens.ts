import { nodeType, scan, type StorageNode } from '../storage/scanner.ts';

const words = /&[#\w]+;|[\p{L}\p{N}\p{M}]+|\s+|[^]/gu;
const literalWords = /[\p{L}\p{N}\p{M}]+|\s+|[^]/gu;

/**
 * Storage format in the pieces that a merge compares: tags whole, text and CDATA by words, white space and signs. Put
 * together they are the body again.
 */
export function storageTokens(storage: string): string[] {
  const tokens: string[] = [];
  const stack: Array<{ readonly node: StorageNode; next: number }> = [{ node: scan(storage).root, next: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const child = frame.node.children[frame.next];
    frame.next += 1;
    if (child === undefined) {
      if (frame.node.parent !== undefined) tokens.push(storage.slice(frame.node.closeStart, frame.node.end));
      stack.pop();
    } else if (child.type === nodeType.text) {
      for (const [word] of storage.slice(child.start, child.end).matchAll(words)) tokens.push(word);
    } else if (child.type === nodeType.cdata) {
      tokens.push(storage.slice(child.start, child.openEnd));
      for (const [word] of storage.slice(child.openEnd, child.closeStart).matchAll(literalWords))
        tokens.push(word);
      tokens.push(storage.slice(child.closeStart, child.end));
    } else if (child.openEnd === child.end || child.type === nodeType.other) {
      tokens.push(storage.slice(child.start, child.end));
    } else {
      tokens.push(storage.slice(child.start, child.openEnd));
      stack.push({ node: child, next: 0 });
    }
  }
  return tokens;
}
