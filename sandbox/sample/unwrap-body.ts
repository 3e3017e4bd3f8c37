const prolog = /^(?:\uFEFF|\s|<\?xml[^>]*\?>|<!DOCTYPE\s[^[>]*(?:\[[^\]]*\]\s*)?>)+/i;
const wrapper = /^<(ac:confluence|html|body|xml|root)(?:\s[^>]*)?>/;

/**
 * The body inside of what exporting tools put around one: an XML declaration, a document type, and elements that declare
 * the prefixes, such as `<ac:confluence xmlns:ac="…">` or `<html xmlns:ac="…">` (facts: formats, golden rule 4). What is left
 * is not changed by a byte; a file without a wrapper stays as it is.
 */
export function unwrapBody(text: string): string {
  let body = text;
  for (let depth = 0; depth < 3; depth += 1) {
    const start = body.replace(prolog, '');
    const opening = wrapper.exec(start);
    if (opening === null)
      return depth === 0 && start !== body && /^[\uFEFF\s]*<[?!]/.test(body) ? start : body;
    const closing = new RegExp(`</${opening[1] ?? ''}\\s*>\\s*$`).exec(start);
    if (closing === null) return body;
    body = start.slice(opening[0].length, closing.index);
  }
  return body;
}
