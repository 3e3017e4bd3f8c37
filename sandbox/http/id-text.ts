import { z } from 'zod';

/** An id in a request body: Confluence takes the string and the number. */
export const idText = z.union([z.string(), z.int().transform(String)]);
