import { attributeOf, type StorageElement } from './storage-tree.ts';

/** The declarations of an element's `style`, property names in lower case. */
export function styleOf(element: StorageElement): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>();
  const style = attributeOf(element, 'style');
  if (style === undefined) return declarations;
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon === -1) continue;
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim());
  }
  return declarations;
}

const namedColours: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#ffffff',
  red: '#ff0000',
  green: '#008000',
  blue: '#0000ff',
  yellow: '#ffff00',
  orange: '#ffa500',
  purple: '#800080',
  gray: '#808080',
  grey: '#808080',
};

/** A CSS colour as `#rrggbb` in lower case, or null when it is none that the editor keeps. */
export function hexColour(value: string): string | null {
  const text = value.trim().toLowerCase();
  const rgb = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,[^)]*)?\)$/.exec(text);
  if (rgb !== null) {
    const channels = rgb.slice(1, 4).map((channel) => Math.min(255, Number(channel)));
    return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
  }
  if (/^#[0-9a-f]{6}$/.test(text)) return text;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text);
  if (short !== null)
    return `#${short
      .slice(1, 4)
      .map((digit) => digit + digit)
      .join('')}`;
  const fallback = /^var\([^#]*(#[0-9a-f]{6})/.exec(text);
  return fallback?.[1] ?? namedColours[text] ?? null;
}

/** `#rrggbb` in the `rgb(r,g,b)` notation that storage format uses. */
export function rgbColour(hex: string): string {
  const channel = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16);
  return `rgb(${channel(1)},${channel(3)},${channel(5)})`;
}
