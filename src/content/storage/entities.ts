// The named entities of HTML 4, which Confluence accepts in storage format without a DTD (facts: formats, rule 4).
// A number gives the code point of the name behind it; each name without one is the next code point.
const names =
  '34 quot 38 amp 39 apos 60 lt 62 gt 160 nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg ' +
  'macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute ' +
  'Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute ' +
  'Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring ' +
  'aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide ' +
  'oslash ugrave uacute ucirc uuml yacute thorn yuml 338 OElig oelig 352 Scaron scaron 376 Yuml 402 fnof 710 circ 732 ' +
  'tilde 913 Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho 931 Sigma Tau ' +
  'Upsilon Phi Chi Psi Omega 945 alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi ' +
  'rho sigmaf sigma tau upsilon phi chi psi omega 977 thetasym upsih 982 piv 8194 ensp emsp 8201 thinsp 8204 zwnj zwj ' +
  'lrm rlm 8211 ndash mdash 8216 lsquo rsquo sbquo 8220 ldquo rdquo bdquo 8224 dagger Dagger bull 8230 hellip 8240 ' +
  'permil 8242 prime Prime 8249 lsaquo rsaquo 8254 oline 8260 frasl 8364 euro 8465 image 8472 weierp 8476 real 8482 ' +
  'trade 8501 alefsym 8592 larr uarr rarr darr harr 8629 crarr 8656 lArr uArr rArr dArr hArr 8704 forall 8706 part ' +
  'exist 8709 empty 8711 nabla isin notin 8715 ni 8719 prod 8721 sum minus 8727 lowast 8730 radic 8733 prop infin ' +
  '8736 ang 8743 and or cap cup int 8756 there4 8764 sim 8773 cong 8776 asymp 8800 ne equiv 8804 le ge 8834 sub sup ' +
  'nsub 8838 sube supe 8853 oplus 8855 otimes 8869 perp 8901 sdot 8968 lceil rceil lfloor rfloor 9001 lang rang 9674 ' +
  'loz 9824 spades 9827 clubs 9829 hearts diams';

function buildTable(): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  let codePoint = 0;
  for (const word of names.split(' ')) {
    const start = Number(word);
    if (Number.isNaN(start)) {
      table.set(word, String.fromCodePoint(codePoint));
      codePoint += 1;
    } else {
      codePoint = start;
    }
  }
  return table;
}

/** Entity name to its character: the 252 of HTML 4 and `apos`. */
export const entities: ReadonlyMap<string, string> = buildTable();

/** One reference at `lastIndex`; sticky, so that a caller walks a text without copying it. */
export const referencePattern = /&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));/y;

/** The character that a match of `referencePattern` stands for, or undefined for an unknown name or number. */
export function referencedCharacter(match: RegExpExecArray): string | undefined {
  const [, decimal, hexadecimal, name] = match;
  if (name !== undefined) return entities.get(name);
  const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return isXmlCharacter(codePoint) ? String.fromCodePoint(codePoint) : undefined;
}

/** Whether XML 1.0 allows the code point (§2.2). */
function isXmlCharacter(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint === 0x9 || codePoint === 0xa || codePoint === 0xd;
  return (
    codePoint <= 0xd7ff || (codePoint >= 0xe000 && codePoint <= 0x10ffff && (codePoint & 0xfffe) !== 0xfffe)
  );
}

/** Text of the stored body with its references decoded; text without `&` is returned as it is. */
export function decodeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));/g,
    (whole, ...groups) => {
      const [decimal, hexadecimal, name] = groups as Array<string | undefined>;
      if (name !== undefined) return entities.get(name) ?? whole;
      const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return isXmlCharacter(codePoint) ? String.fromCodePoint(codePoint) : whole;
    },
  );
}

const unsafeInText = /[&<>]/g;
const unsafeInAttribute = /[&<>"]/g;
const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Plain text as text of storage format. */
export function escapeText(text: string): string {
  return text.replace(unsafeInText, (character) => replacements[character] ?? character);
}

/** Plain text as the inside of a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return text.replace(unsafeInAttribute, (character) => replacements[character] ?? character);
}

/** Plain text as the inside of a CDATA section; `]]>` is split as Confluence splits it. */
export function escapeCdata(text: string): string {
  return text.replaceAll(']]>', ']]]]><![CDATA[>');
}
