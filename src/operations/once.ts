/** Makes a value on first use and keeps it: a schema costs about 30 µs to build, and a start uses none. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
