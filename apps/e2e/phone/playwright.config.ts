import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

/** The phone applications under everything that can go wrong: `tools/apps.sh phone`, `ROUNDS=50` of it in `make soak`. */
export default defineConfig({
  testDir: '.',
  outputDir: join(process.env.TMPDIR ?? tmpdir(), 'storeflow-phone-results'),
  timeout: 300_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
})
