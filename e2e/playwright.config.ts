import { defineConfig, devices } from '@playwright/test';

/** What Chromium is told: nothing it would do by itself on the network, and no sandbox, because CI runs as root. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A story changes the records of the one demo comune: it is told once, at the width of a clerk's desk. */
const STORIES = /\.storia\.spec\.ts$/;

/** Pages that are only looked at: what fits in the narrow window fits on a phone, and axe reads the same page. */
const LOOKED_AT = /(guida|pagine)\.spec\.ts$/;

export default defineConfig({
  testDir: 'specs',
  outputDir: 'esiti',
  globalSetup: './support/server.ts',
  reporter: [['list'], ['./support/summary.ts']],
  // Two cores, shared with the server and the browser.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  // A test that passes at the second try hides a fault.
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: 'chromium',
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    // Recording every step slows two cores down: a developer wants it, CI has the picture and the message.
    trace: process.env.CI === 'true' ? 'off' : 'retain-on-failure',
    screenshot: 'only-on-failure',
    // What the browser itself writes, such as the days in fields of dates, is in Italian where it has that language.
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args, env: { ...(process.env as Record<string, string>), LANGUAGE: 'it' } },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      testIgnore: [STORIES, LOOKED_AT],
      use: {
        userAgent: devices['Pixel 7'].userAgent,
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
      },
    },
    { name: 'narrow', testIgnore: STORIES, use: { viewport: { width: 320, height: 640 } } },
  ],
});
