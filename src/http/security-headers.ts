/** Headers of every answer; pages add a policy that allows their own style sheet. */
export const securityHeaders: ReadonlyArray<readonly [name: string, value: string]> = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['x-frame-options', 'DENY'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];

/** For answers that are not pages: nothing may be loaded or framed. */
export const closedContentPolicy = "default-src 'none'; frame-ancestors 'none'";
