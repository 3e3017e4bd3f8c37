import type { Operation } from './operation.ts';
import { getAttachment } from './attachments/get-attachment.ts';
import { listAttachments } from './attachments/list-attachments.ts';
import { getBlogPost } from './blogposts/get-blog-post.ts';
import { editBlogPost } from './blogposts/edit-blog-post.ts';
import { updateBlogPost } from './blogposts/update-blog-post.ts';
import { createBlogPost } from './blogposts/create-blog-post.ts';
import { addFooterComment } from './comments/add-footer-comment.ts';
import { getComment } from './comments/get-comment.ts';
import { updateComment } from './comments/update-comment.ts';
import { getFooterComments } from './comments/get-footer-comments.ts';
import { getInlineComments } from './comments/get-inline-comments.ts';
import { getAncestors } from './content/get-ancestors.ts';
import { getChildren } from './content/get-children.ts';
import { getDescendants } from './content/get-descendants.ts';
import { addLabels } from './labels/add-labels.ts';
import { getLabels } from './labels/get-labels.ts';
import { appendToPage } from './pages/append-to-page.ts';
import { createPage } from './pages/create-page.ts';
import { editPage } from './pages/edit-page.ts';
import { deletePage } from './pages/delete-page.ts';
import { getPage } from './pages/get-page.ts';
import { getPageBody } from './pages/get-page-body.ts';
import { listPages } from './pages/list-pages.ts';
import { updatePage } from './pages/update-page.ts';
import { searchCql } from './search/search-cql.ts';
import { getSpace } from './spaces/get-space.ts';
import { listSpaces } from './spaces/list-spaces.ts';
import { diffVersions } from './versions/diff-versions.ts';
import { listVersions } from './versions/list-versions.ts';

/** Every operation Weir offers, in the order in which clients see them: it must not change from call to call. */
export const catalogue: readonly Operation[] = [
  searchCql,
  listPages,
  getPage,
  getPageBody,
  createPage,
  editPage,
  appendToPage,
  updatePage,
  deletePage,
  listSpaces,
  getSpace,
  getChildren,
  getAncestors,
  getDescendants,
  getFooterComments,
  addFooterComment,
  getInlineComments,
  getComment,
  updateComment,
  getLabels,
  addLabels,
  listAttachments,
  getAttachment,
  listVersions,
  diffVersions,
  createBlogPost,
  getBlogPost,
  editBlogPost,
  updateBlogPost,
];

/** Groups of the catalogue, in its order: what `?toolsets=` may name. */
export const groups: readonly string[] = [...new Set(catalogue.map(({ group }) => group))];
