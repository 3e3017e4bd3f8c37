import type { AdfNode } from '../adf-document.ts';
import {
  attributeOf,
  characterData,
  childElement,
  childElements,
  isElement,
  type StorageElement,
} from '../storage-tree.ts';
import { adfNode, type Conversion, deepest, type Place } from './conversion.ts';

/** `ac:task-list` as `taskList`; lists nested in it or in a task's body follow their item. */
export function taskListNodes(conversion: Conversion, list: StorageElement, place: Place): AdfNode[] {
  if (place.depth > deepest) return [];
  const content: AdfNode[] = [];
  for (const child of childElements(list)) {
    if (child.name === 'ac:task') content.push(...taskNodes(conversion, child, place));
    else if (child.name === 'ac:task-list') {
      content.push(...taskListNodes(conversion, child, { ...place, depth: place.depth + 1 }));
    }
  }
  if (content.length === 0) return [];
  const localId =
    attributeOf(list, 'ac:task-list-id') ?? attributeOf(list, 'ac:local-id') ?? conversion.stableId();
  return [adfNode('taskList', { attrs: { localId }, content })];
}

function taskNodes(conversion: Conversion, task: StorageElement, place: Place): AdfNode[] {
  const status = childElement(task, 'ac:task-status');
  const state = status !== undefined && characterData(status).trim() === 'complete' ? 'DONE' : 'TODO';
  const attrs = { localId: taskLocalId(task) ?? conversion.stableId(), state };
  const body = childElement(task, 'ac:task-body');
  const children = body?.children ?? [];
  const own = children.filter((child) => !isElement(child, 'ac:task-list'));
  const nested = children.filter((child): child is StorageElement => isElement(child, 'ac:task-list'));
  const paragraphs = own.filter((child) => isElement(child, 'p'));
  const item =
    paragraphs.length > 1
      ? adfNode('blockTaskItem', {
          attrs,
          content: conversion.blocks(own, { ...place, container: 'blockTaskItem', depth: place.depth + 2 }),
        })
      : adfNode('taskItem', { attrs, content: conversion.inlines(own, place.depth + 2, []) });
  return [
    item,
    ...nested.flatMap((list) => taskListNodes(conversion, list, { ...place, depth: place.depth + 2 })),
  ];
}

/** The task's UUID where the page has one, else the page-local number. */
function taskLocalId(task: StorageElement): string | undefined {
  const element = childElement(task, 'ac:task-uuid') ?? childElement(task, 'ac:task-id');
  const id = element === undefined ? '' : characterData(element).trim();
  return id === '' ? undefined : id;
}
