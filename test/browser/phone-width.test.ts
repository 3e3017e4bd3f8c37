import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runWeir, type WeirProcess } from '../foreign-clients/weir-process.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';

const narrow = 360;

describe.skipIf(noChromium !== '')(`pages on a phone${noChromium}`, () => {
  let weir: WeirProcess;
  let browser: Browser;
  let page: Page;
  let origin: string;
  beforeAll(async () => {
    weir = await runWeir(['start']);
    const started = z.looseObject({ mcpUrl: z.string(), signInLink: z.string() }).parse(weir.started);
    origin = new URL(started.mcpUrl).origin;
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: narrow, height: 740 } });
    await page.goto(started.signInLink);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/account');
  });
  afterAll(async () => {
    await browser.close();
    await weir.stop();
  });

  it.each(['/', '/account', '/connections', '/clients', '/approvals', '/sign-in?again=1'])(
    '%s is no wider than the window, and names each place once',
    async (path) => {
      const answer = await page.goto(`${origin}${path}`);
      expect(answer?.status()).toBe(200);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(narrow);
      const places = await page.getByRole('navigation').getByRole('link').allTextContents();
      expect(places).toEqual([...new Set(places)]);
    },
  );

  it('a connection is entered, and a client refused, without scrolling sideways', async () => {
    await page.goto(`${origin}/connections`);
    await page.getByRole('link', { name: 'Connect again' }).click();
    await page.getByRole('heading', { name: 'Connect Confluence' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(narrow);
    await page.goto(
      `${origin}/oauth/authorize?client_id=https://client.example/a-rather-long-name-of-a-document.json`,
    );
    await page.getByRole('alert').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(narrow);
  });
});
