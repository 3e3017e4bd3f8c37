/** Short names of the emoticons that storage format names without one (Confluence's legacy set). */
const shortNames: Readonly<Record<string, string>> = {
  smile: ':slight_smile:',
  sad: ':disappointed:',
  cheeky: ':stuck_out_tongue:',
  laugh: ':smiley:',
  wink: ':wink:',
  'thumbs-up': ':thumbsup:',
  'thumbs-down': ':thumbsdown:',
  information: ':info:',
  tick: ':check_mark:',
  cross: ':cross_mark:',
  warning: ':warning:',
  plus: ':plus:',
  minus: ':minus:',
  question: ':question_mark:',
  'light-on': ':light_bulb_on:',
  'light-off': ':light_bulb_off:',
  'yellow-star': ':yellow_star:',
  'red-star': ':red_star:',
  'green-star': ':green_star:',
  'blue-star': ':blue_star:',
  heart: ':heart:',
  'broken-heart': ':broken_heart:',
};

const characters: Readonly<Record<string, string>> = {
  smile: '🙂',
  sad: '😞',
  cheeky: '😛',
  laugh: '😃',
  wink: '😉',
  'thumbs-up': '👍',
  'thumbs-down': '👎',
  information: 'ℹ️',
  tick: '✅',
  cross: '❌',
  warning: '⚠️',
  plus: '➕',
  minus: '➖',
  question: '❓',
  heart: '❤️',
  'broken-heart': '💔',
};

/** `:short_name:` of a legacy emoticon. */
export function emoticonShortName(name: string): string {
  return shortNames[name] ?? `:${name.replaceAll('-', '_')}:`;
}

/** The legacy name of a short name, or `blue-star`, which the cloud writes for emoji that have none. */
export function emoticonName(shortName: string): string {
  return Object.keys(shortNames).find((name) => shortNames[name] === shortName) ?? 'blue-star';
}

/** A character for a legacy emoticon, or its short name. */
export function emoticonText(name: string): string {
  return characters[name] ?? emoticonShortName(name);
}
