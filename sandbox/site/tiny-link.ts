/** The content id in a tiny link: base64 of the little-endian number, without its zero bytes (facts: confluence-api §5). */
export function contentIdOfTiny(tiny: string): string | null {
  if (!/^[\w-]{1,11}$/.test(tiny)) return null;
  const text = tiny.replaceAll('-', '/').replaceAll('_', '+').padEnd(11, 'A');
  return Buffer.from(text, 'base64').readBigUInt64LE().toString();
}
