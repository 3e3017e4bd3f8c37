import type { RouteContext } from './context.ts';

/** What the servlet container answers to tokens that it does not take (facts: confluence-api §3.3). */
export function tomcatUnauthorized(c: RouteContext): Response {
  return c.html(
    '<!doctype html><html lang="en"><head><title>HTTP Status 401 – Unauthorized</title></head><body>' +
      '<h1>HTTP Status 401 – Unauthorized</h1></body></html>',
    401,
  );
}

/** An address that is no route: HTML, never JSON (facts: confluence-api §3.1). */
export function pageNotFound(c: RouteContext): Response {
  return c.html(
    '<!DOCTYPE html><html><head><title>Page Not Found - Confluence</title></head><body>' +
      '<h1>Page Not Found</h1><p>The page you were looking for does not exist.</p></body></html>',
    404,
  );
}
