import type { Dice } from './random-edit.ts';

/** Drops, doubles, swaps or breaks parts of a view, as a careless writer would. */
export function damageView(text: string, dice: Dice): string {
  const lines = text.split('\n');
  const at = dice.roll(lines.length);
  const line = lines[at] ?? '';
  const words = line.split(' ');
  const word = dice.roll(words.length);
  switch (dice.roll(10)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(at, 0, line).join('\n');
    case 2: {
      const other = dice.roll(lines.length);
      return lines
        .with(at, lines[other] ?? '')
        .with(other, line)
        .join('\n');
    }
    case 3:
      return lines.with(at, words.toSpliced(word, 1).join(' ')).join('\n');
    case 4:
      return lines.with(at, words.toSpliced(word, 0, words[word] ?? '').join(' ')).join('\n');
    case 5:
      return lines.with(at, words.toSorted().join(' ')).join('\n');
    case 6:
      return lines
        .with(
          at,
          line.replaceAll(/[*_`~[\]{}()<>:|\\]/g, (sign) => (dice.roll(4) === 0 ? '' : sign)),
        )
        .join('\n');
    case 7:
      return lines.with(at, line.replace(/\s?\{#[^}]*\}/, '')).join('\n');
    case 8:
      return lines.with(at, `${' '.repeat(dice.roll(5))}${line}`).join('\n');
    default: {
      const cut = dice.roll(line.length + 1);
      return lines.with(at, line.slice(0, cut)).join('\n');
    }
  }
}
