import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import { parseBlocks, type WrittenBlock } from '../view/parse.ts';
import type { WrittenItem } from '../view/parse-list.ts';
import { renderAlone, type Setting, type ShownHandles } from '../view/render.ts';
import { matchKeys } from './myers.ts';
import type { PageIndex } from './page-index.ts';
import { pairInOrder, similarity, wordCounts } from './pair.ts';
import { keepAnchors, type Reanchored } from './anchors.ts';
import type { Change, Entry, Made, UnitPlan } from './plan.ts';
import { planCode, planInline } from './plan-unit.ts';
import { planRows } from './plan-table.ts';

/** What planning needs of the page and of its format. */
export interface Planning {
  readonly index: PageIndex;
  /** The handles that the edited text shows. */
  readonly handles: ShownHandles;
  readonly repeatedImages: ReadonlySet<string>;
  readonly makeBlocks: (markdown: string) => Made;
  /** Whether the comment anchor of that handle id may go. */
  readonly mayLose: (id: string) => boolean;
  /** Where anchors that were put back are noted. */
  readonly reanchored: Reanchored[];
  /** New items for a list of that kind. */
  readonly makeItems: (list: Block, markdown: string) => Made;
  /** A new row like its neighbour, with the written cells. */
  readonly makeRow: (neighbour: Block, cells: readonly string[]) => Made;
}

/** The difference between blocks and the lines that are to stand in their place. */
export function planFlow(
  planning: Planning,
  blocks: readonly Block[],
  lines: readonly string[],
  setting: Setting,
): Entry[] {
  const written = parseBlocks(lines, setting === 'cell' ? 'cell' : 'flow');
  return planBlocks(planning, blocks, written, setting);
}

function planBlocks(
  planning: Planning,
  blocks: readonly Block[],
  written: readonly WrittenBlock[],
  setting: Setting,
): Entry[] {
  const old = blocks.filter((block) => block.kind !== 'empty');
  const oldKeys = old.map((block) => keyOfBlock(planning, block, setting));
  const newKeys = written.map((block) => keyOfWritten(block));
  const matches = matchKeys(oldKeys, newKeys);
  const moved = matchMoved(oldKeys, newKeys, matches);
  const entries: Entry[] = [];
  let oldAt = 0;
  for (let newAt = 0; newAt <= written.length; newAt += 1) {
    const here = newAt;
    while (newAt < written.length && matches[newAt] === -1) newAt += 1;
    const oldIndex = newAt < written.length ? (matches[newAt] ?? -1) : old.length;
    const gapOld = range(oldAt, oldIndex).filter((index) => !moved.olds.has(index));
    planGap(
      planning,
      gapOld.map((index) => take(old, index)),
      range(here, newAt).map((index) => ({ block: take(written, index), moved: moved.news.get(index) })),
      old,
      setting,
      entries,
    );
    const kept = old[oldIndex];
    if (kept !== undefined) entries.push({ kind: 'keep', block: kept });
    oldAt = oldIndex + 1;
  }
  return entries;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function take<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index}`);
  return value;
}

/** Blocks that stand somewhere else among their siblings, to the letter. */
function matchMoved(
  oldKeys: readonly string[],
  newKeys: readonly string[],
  matches: Int32Array,
): { olds: Set<number>; news: Map<number, number> } {
  const kept = new Set(matches);
  const free = new Map<string, number[]>();
  oldKeys.forEach((key, index) => {
    if (!kept.has(index)) free.set(key, [...(free.get(key) ?? []), index]);
  });
  const olds = new Set<number>();
  const news = new Map<number, number>();
  newKeys.forEach((key, index) => {
    const oldIndex = matches[index] === -1 ? free.get(key)?.shift() : undefined;
    if (oldIndex === undefined) return;
    olds.add(oldIndex);
    news.set(index, oldIndex);
  });
  return { olds, news };
}

interface GapBlock {
  readonly block: WrittenBlock;
  readonly moved: number | undefined;
}

function planGap(
  planning: Planning,
  old: readonly Block[],
  written: readonly GapBlock[],
  siblings: readonly Block[],
  setting: Setting,
  entries: Entry[],
): void {
  const fresh = written.filter((entry) => entry.moved === undefined);
  const oldWords = old.map((block) =>
    wordCounts(renderAlone(block, planning.handles, setting, planning.repeatedImages)),
  );
  const newWords = fresh.map((entry) => wordCounts(entry.block.text));
  const pairs = pairInOrder(old.length, fresh.length, (oldIndex, newIndex) => {
    const affinity = affinityOf(planning, take(old, oldIndex), take(fresh, newIndex).block);
    return affinity === 0 ? 0 : affinity + 3 * similarity(take(oldWords, oldIndex), take(newWords, newIndex));
  });
  let freshAt = 0;
  let pending: WrittenBlock[] = [];
  const flush = (): void => {
    if (pending.length > 0)
      entries.push({
        kind: 'insert',
        made: planning.makeBlocks(pending.map((block) => block.text).join('\n\n')),
      });
    pending = [];
  };
  for (const entry of written) {
    const sibling = entry.moved === undefined ? old[pairs[freshAt] ?? -1] : siblings[entry.moved];
    const elsewhere = sibling === undefined ? movedBlock(planning, entry.block) : undefined;
    if (entry.moved === undefined) freshAt += 1;
    if (elsewhere !== undefined || entry.moved !== undefined) {
      flush();
      const block = elsewhere ?? sibling;
      if (block !== undefined) entries.push({ kind: 'move', block });
    } else if (sibling === undefined) {
      pending.push(entry.block);
    } else {
      flush();
      const change = planChange(planning, sibling, entry.block, setting);
      entries.push(
        change === undefined ? { kind: 'keep', block: sibling } : { kind: 'change', block: sibling, change },
      );
    }
  }
  flush();
}

/** The block of the page that a written handle brings here from elsewhere. */
function movedBlock(planning: Planning, written: WrittenBlock): Block | undefined {
  const handle = written.braces?.handle;
  if (handle === undefined) return undefined;
  const thing = planning.index.find(handle);
  if (thing.kind !== 'block' || kindOfWritten(thing.block) !== written.kind)
    throw new AppError('invalid_input', `#${handle} does not belong to the block that it is written on.`, {
      nextStep: 'Keep each handle with the block that the view shows it on.',
    });
  return thing.block;
}

function kindOfWritten(block: Block): string {
  return block.kind;
}

function keyOfBlock(planning: Planning, block: Block, setting: Setting): string {
  if (block.kind === 'list')
    return [
      'list',
      ...block.children.map((item) => itemKey(block.list, item.checked, renderItem(planning, item, setting))),
    ].join('\n');
  return renderAlone(block, planning.handles, setting, planning.repeatedImages);
}

function keyOfWritten(block: WrittenBlock): string {
  if (block.kind !== 'list') return block.text;
  return ['list', ...(block.items ?? []).map((item) => itemKey(item.type, item.checked, item.text))].join(
    '\n',
  );
}

function itemKey(type: string | undefined, checked: boolean | undefined, text: string): string {
  return `${type ?? ''} ${checked === true ? 'x' : ''} ${text}`;
}

function renderItem(planning: Planning, item: Block, setting: Setting): string {
  return renderAlone(item, planning.handles, setting, planning.repeatedImages);
}

/** How well a block and a written block go together by what they are; 0 for not at all. */
function affinityOf(planning: Planning, block: Block, written: WrittenBlock): number {
  const handle = written.braces?.handle;
  if (handle !== undefined && block.handle !== undefined) {
    const thing = planning.index.find(handle);
    if (thing.kind === 'block') return thing.block === block && block.kind === written.kind ? 10 : 0;
  }
  const text = (kind: string): boolean => kind === 'paragraph' || kind === 'heading';
  if (text(block.kind) && text(written.kind))
    return block.kind === written.kind && block.level === written.level ? 1 : 0.5;
  if (block.kind !== written.kind) return 0;
  switch (block.kind) {
    case 'list':
      return written.items?.every((item) => item.type === block.list || block.list === 'bullet') === true &&
        listTypeOf(written) === block.list
        ? 1
        : 0;
    case 'container':
    case 'leaf':
      return block.name === written.name ? 1 : 0;
    case 'fence':
      return isLiteralName(block.name) === isLiteralName(written.name) ? 1 : 0;
    case 'image':
      return block.url === written.url ? 4 : 0;
    default:
      return 1;
  }
}

function listTypeOf(written: WrittenBlock): string | undefined {
  return (
    written.items?.find((item) => item.lines.some((line) => line !== ''))?.type ?? written.items?.[0]?.type
  );
}

/** Names in braces stand for macros with a plain body other than code. */
function isLiteralName(name: string | undefined): string {
  return name?.startsWith('{') === true ? name : '';
}

function planChange(
  planning: Planning,
  block: Block,
  written: WrittenBlock,
  setting: Setting,
): Change | undefined {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return compact({
        unit: planUnit(planning, block, written.inline ?? ''),
        level: (block.level ?? 0) === (written.level ?? 0) ? undefined : (written.level ?? 0),
      });
    case 'list':
      return compact({ entries: changed(planItems(planning, block, written.items ?? [], setting)) });
    case 'quote':
      return compact({
        entries: changed(
          planFlow(planning, block.children, written.lines ?? [], setting === 'item' ? 'flow' : setting),
        ),
      });
    case 'container':
      return compact({
        entries: changed(
          planFlow(planning, block.children, written.lines ?? [], setting === 'item' ? 'flow' : setting),
        ),
        values: planValues(block, written),
      });
    case 'leaf':
      return compact({ values: planValues(block, written) });
    case 'fence':
      return compact({ unit: planCode(block.unit, written.lines ?? []), values: planFence(block, written) });
    case 'image':
      return compact({
        unit: planUnit(planning, block, written.inline ?? ''),
        values:
          block.name === written.name ? undefined : [['alt', written.name === '' ? undefined : written.name]],
      });
    case 'table':
      return compact({ entries: changed(planRows(planning, block, written.rows ?? [], planFlow)) });
    default:
      return undefined;
  }
}

/** The difference of a unit, with the comment anchors that the text leaves out put back where they can be. */
function planUnit(planning: Planning, block: Block, text: string): UnitPlan | undefined {
  const plan = planInline(block.unit, text, planning.index);
  if (plan === undefined || block.unit === undefined) return plan;
  const kept = keepAnchors(block.unit, plan, planning.mayLose);
  planning.reanchored.push(...kept.reanchored);
  return kept.plan;
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** A change without what does not change; undefined when nothing is left. */
function compact(change: Loose<Change>): Change | undefined {
  const kept = Object.entries(change).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Entries, unless every one keeps its block. */
export function changed(entries: Entry[]): Entry[] | undefined {
  return entries.every((entry) => entry.kind === 'keep') ? undefined : entries;
}

function planItems(
  planning: Planning,
  list: Block,
  items: readonly WrittenItem[],
  setting: Setting,
): Entry[] {
  const inner = setting === 'cell' ? 'cell' : 'item';
  const texts = list.children.map((item) => renderItem(planning, item, setting));
  const oldKeys = list.children.map((item, index) => itemKey(list.list, item.checked, take(texts, index)));
  const newKeys = items.map((item) => itemKey(item.type, item.checked, item.text));
  const matches = matchKeys(oldKeys, newKeys);
  const moved = matchMoved(oldKeys, newKeys, matches);
  const entries: Entry[] = [];
  const oldWords = texts.map((text) => wordCounts(text));
  const planOne = (item: Block, written: WrittenItem): Entry => {
    if (written.type !== list.list && item.anonymous !== true) throw mixedList(written);
    const change = compact({
      entries: changed(planFlow(planning, item.children, written.lines, inner)),
      checked:
        written.checked === undefined || written.checked === item.checked ? undefined : written.checked,
    });
    return change === undefined ? { kind: 'keep', block: item } : { kind: 'change', block: item, change };
  };
  let oldAt = 0;
  for (let newAt = 0; newAt <= items.length; newAt += 1) {
    const here = newAt;
    while (newAt < items.length && matches[newAt] === -1) newAt += 1;
    const oldIndex = newAt < items.length ? (matches[newAt] ?? -1) : list.children.length;
    const olds = range(oldAt, oldIndex).filter((index) => !moved.olds.has(index));
    const news = range(here, newAt).filter((index) => !moved.news.has(index));
    const pairs = pairInOrder(olds.length, news.length, (i, j) => {
      const after = take(items, take(news, j));
      return 0.5 + 3 * similarity(take(oldWords, take(olds, i)), wordCounts(after.text));
    });
    const paired = new Map(news.map((index, j) => [index, olds[pairs[j] ?? -1]]));
    for (const index of range(here, newAt)) {
      const written = take(items, index);
      const movedFrom = moved.news.get(index);
      const partner = paired.get(index);
      if (movedFrom !== undefined) entries.push({ kind: 'move', block: take(list.children, movedFrom) });
      else if (partner !== undefined) entries.push(planOne(take(list.children, partner), written));
      else entries.push({ kind: 'insert', made: planning.makeItems(list, itemMarkdown(written)) });
    }
    const kept = list.children[oldIndex];
    if (kept !== undefined) entries.push({ kind: 'keep', block: kept });
    oldAt = oldIndex + 1;
  }
  return entries;
}

function mixedList(item: WrittenItem): AppError {
  return new AppError(
    'invalid_input',
    `"${item.text.slice(0, 60)}" is another kind of item than its list holds.`,
    {
      nextStep: 'Write all items of a list alike, or start another list after an empty line.',
    },
  );
}

function itemMarkdown(item: WrittenItem): string {
  const sign = item.type === 'ordered' ? '1.' : '-';
  const box =
    item.type === 'task' ? (item.checked === true ? '[x] ' : '[ ] ') : item.type === 'decision' ? '<> ' : '';
  const indent = ' '.repeat(sign.length + 1);
  return item.lines
    .map((line, index) => (index === 0 ? `${sign} ${box}${line}` : line === '' ? '' : indent + line))
    .join('\n');
}

/** New parameter values of a container or leaf, by comparing what is written with what was shown. */
function planValues(block: Block, written: WrittenBlock): Change['values'] {
  const before = new Map(block.attributes ?? []);
  const after = new Map(written.braces?.attributes ?? []);
  const values: Array<readonly [string, string | undefined]> = [];
  for (const [name, value] of after) {
    if (before.get(name) === value) continue;
    if (value.endsWith('…')) throw elided(name);
    values.push([name, value]);
  }
  for (const name of before.keys()) if (!after.has(name)) values.push([name, undefined]);
  if ((block.label ?? '') !== (written.label ?? ''))
    values.push(['', written.label === '' ? undefined : written.label]);
  return values.length === 0 ? undefined : values;
}

function planFence(block: Block, written: WrittenBlock): Change['values'] {
  const values: Array<readonly [string, string | undefined]> = [
    ...(planValues({ ...block, label: '' }, { ...written, label: '' }) ?? []),
  ];
  if ((block.name ?? '') !== (written.name ?? ''))
    values.push(['language', written.name === '' ? undefined : written.name]);
  return values.length === 0 ? undefined : values;
}

function elided(name: string): AppError {
  return new AppError(
    'invalid_input',
    `The value of "${name}" is cut short in the view and cannot be written back.`,
    {
      nextStep: 'Change parameters with a "set" edit, which names the ones to change.',
    },
  );
}
