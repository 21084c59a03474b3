import { expect, test as base } from '@playwright/test';

type Options = {
  /** Parts of messages that this test provokes on purpose: everything else that the console complains of fails the test. */
  expectedComplaints: string[];
};

/**
 * Playwright's `test` on our server. A page that complains (a script error, a blocked resource, a missing style sheet, an
 * internal error) fails the test that opened it, whatever the test was looking at.
 */
export const test = base.extend<Options & { complaints: void }>({
  expectedComplaints: [[], { option: true }],
  baseURL: async ({}, use) => {
    await use(process.env.MUNICIPIO_URL);
  },
  complaints: [
    async ({ page, expectedComplaints }, use) => {
      const heard: string[] = [];
      page.on('pageerror', (error) => heard.push(`errore nella pagina: ${error.message}`));
      page.on('console', (message) => {
        // The answers with an error status are judged below, by their kind.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.push(message.text());
      });
      page.on('response', (response) => {
        const asset = ['stylesheet', 'script', 'image', 'font'].includes(response.request().resourceType());
        if (response.status() >= 500 || (asset && response.status() >= 400)) {
          heard.push(`${response.status()} per ${response.url()}`);
        }
      });
      await use();
      const unexpected = heard.filter((line) => !expectedComplaints.some((part) => line.includes(part)));
      expect(unexpected, 'la pagina non deve lamentarsi').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
