import { plainText, type TreeBlock } from './tree.ts';

/** The visible text of blocks, one entry a paragraph, heading, item or line of code. */
export function treeText(blocks: readonly TreeBlock[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return [plainText(block.inline)];
      case 'list':
        return block.items.flatMap((item) => treeText(item.blocks));
      case 'table':
        return block.rows.flatMap((row) => row.cells.flatMap((cell) => treeText(cell.blocks)));
      case 'quote':
      case 'container':
        return treeText(block.blocks);
      case 'code':
      case 'pre':
        return block.text.split('\n');
      case 'image':
        return block.caption === undefined ? [] : [plainText(block.caption)];
      case 'leaf':
      case 'rule':
        return [];
      default:
        return block satisfies never;
    }
  });
}
