/** Words that are values or names only in quotes (facts: confluence-api §10). */
export const reservedWords: ReadonlySet<string> = new Set(
  (
    'after and as avg before begin by commit contains count distinct else empty end explain from having if in inner ' +
    'insert into is isnull left like limit max min not null or order outer right select sum then was where update'
  ).split(' '),
);
