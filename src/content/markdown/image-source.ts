import { parseTarget } from './link-target.ts';
import { refuse } from './refuse.ts';

export type ImageSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'attachment'; readonly fileName: string };

const howToWrite = 'Write ![text](att:file.png) for a file of the page, or ![text](https://…).';

/** Reads the address of an image: `att:file`, the bare name of a file, or an http(s) URL. */
export function imageSource(address: string, line: number | undefined): ImageSource {
  if (address.trim() === '') throw refuse(line, 'An image names no file.', howToWrite);
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('#');
  const target = parseTarget(hasScheme ? address : `att:${decoded(address)}`, line);
  if (target.kind === 'attachment') return target;
  if (target.kind === 'url' && /^https?:\/\//i.test(target.url)) return target;
  throw refuse(line, `"${address.slice(0, 60)}" cannot be the address of an image.`, howToWrite);
}

/** Markdown writes spaces of a file name as `%20`; Confluence knows the name itself. */
function decoded(fileName: string): string {
  return fileName.replaceAll('%20', ' ').replace(/^\.\//, '');
}
