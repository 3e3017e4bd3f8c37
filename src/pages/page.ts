import { html, raw } from 'hono/html';
import { createHash } from 'node:crypto';
import { styleSheet } from './style-sheet.ts';

/** A finished page and the content security policy it must be served with. */
export interface Page {
  readonly html: string;
  readonly contentPolicy: string;
}

type Markup = ReturnType<typeof html>;

const styleHash = createHash('sha256').update(styleSheet).digest('base64');

// No script at all, one known style sheet, never inside another site's frame.
const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

// Outside the template: the hash covers every byte, and a formatter may indent what stands inside.
const styleElement = raw(`<style>${styleSheet}</style>`);

/** Wraps a body in Weir's page; `title` is plain text. */
export async function page(title: string, body: Markup): Promise<Page> {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return { html: String(await document), contentPolicy };
}
