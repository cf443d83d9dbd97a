import { defineConfig } from '@playwright/test'

/** Debian's Chromium against a running system: the journeys (those of `make test` are tagged @ci), and what takes longer. */
export default defineConfig({
  outputDir: './results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  projects: [
    { name: 'journeys', testDir: './journeys' },
    { name: 'cluster', testDir: './cluster' },
    { name: 'soak', testDir: './soak' },
  ],
  use: {
    baseURL: process.env.STOREFLOW_URL ?? 'http://localhost:8080',
    locale: 'es-CO',
    timezoneId: 'America/Bogota',
    viewport: { width: 1366, height: 768 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
})
