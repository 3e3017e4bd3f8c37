import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RouteContext } from '../http/context.ts';

/** A page of the servlet container: what stands before Confluence answers in HTML (facts: confluence-api §14). */
export function containerPage(
  c: RouteContext,
  status: ContentfulStatusCode,
  title: string,
  message = '',
): Response {
  const heading = `HTTP Status ${status} – ${title}`;
  return c.html(
    `<!doctype html><html lang="en"><head><title>${heading}</title></head><body><h1>${heading}</h1>` +
      `<hr class="line" /><p><b>Type</b> Status Report</p>${message === '' ? '' : `<p><b>Message</b> ${message}</p>`}` +
      '<hr class="line" /><h3>Apache Tomcat</h3></body></html>',
    status,
  );
}
