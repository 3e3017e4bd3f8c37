/** Words that must be quoted to be values (facts: confluence-api §10). */
export const reservedWords: ReadonlySet<string> = new Set(
  (
    'after and as avg before begin by commit contains count distinct else empty end explain from having if in inner ' +
    'insert into is isnull left like limit max min not null or order outer right select sum then was where update'
  ).split(' '),
);

/** Characters that must be quoted to be part of a value; the space separates. */
export const reservedCharacters: ReadonlySet<string> = new Set('+.,;?|*/%^$#@[]');
