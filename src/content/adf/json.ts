import { isObject } from './node.ts';

/**
 * `JSON.stringify` without recursion, so that depth costs nothing; the same text to the letter. With a limit the text
 * ends soon after that many characters.
 */
export function writeJson(value: unknown, limit = Infinity): string {
  let text = '';
  const parts: string[] = [];
  let length = 0;
  const stack: Array<{ readonly text: string } | { readonly value: unknown }> = [{ value }];
  for (let next = stack.pop(); next !== undefined && length < limit; next = stack.pop()) {
    if ('text' in next) {
      parts.push(next.text);
      length += next.text.length;
    } else if (Array.isArray(next.value)) {
      stack.push({ text: ']' });
      for (let index = next.value.length - 1; index >= 0; index -= 1) {
        stack.push({ value: next.value[index] ?? null });
        if (index > 0) stack.push({ text: ',' });
      }
      stack.push({ text: '[' });
    } else if (isObject(next.value)) {
      const entries = Object.entries(next.value).filter(([, inner]) => inner !== undefined);
      stack.push({ text: '}' });
      for (let index = entries.length - 1; index >= 0; index -= 1) {
        const [key, inner] = entries[index] ?? ['', null];
        stack.push({ value: inner }, { text: `${index > 0 ? ',' : ''}${JSON.stringify(key)}:` });
      }
      stack.push({ text: '{' });
    } else {
      const plain = JSON.stringify(next.value) ?? 'null';
      parts.push(plain);
      length += plain.length;
    }
  }
  text = parts.join('');
  return text;
}
