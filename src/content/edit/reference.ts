/** What a link or an embedded thing leads to, as far as its stored form says. */
export interface Link {
  readonly type:
    | 'url'
    | 'page'
    | 'blog'
    | 'space'
    | 'content'
    | 'attachment'
    | 'anchor'
    /** A shortcut that an administrator of the site defined, `key:parameter`. */
    | 'shortcut';
  /** Address, title, space key, content id, file name or name of the anchor. */
  readonly target: string;
  /** Space key of a page or blog post; absent for the space of the body itself. */
  readonly space?: string;
}

/** Something in a body that rules may forbid, and where it starts in the body. */
export type Reference =
  | { readonly kind: 'macro'; readonly name: string; readonly start: number }
  | { readonly kind: 'link'; readonly link: Link; readonly start: number };

const embeddedAddress = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|(?:javascript|vbscript|data|mailto):)/i;

/** Whether the value of a macro's parameter is an address. */
export function isAddress(value: string): boolean {
  return embeddedAddress.test(value);
}

/** An address as a link; what starts with `#` stays on the page. */
export function linkTo(address: string): Link {
  return address.startsWith('#')
    ? { type: 'anchor', target: address.slice(1) }
    : { type: 'url', target: address };
}
