import { z } from 'zod';
import { once } from '../../kernel/once.ts';

/** Which list of comments an id comes from: Confluence keeps the two apart. */
export const commentKindField = once(() => z.enum(['footer', 'inline']).default('footer'));
