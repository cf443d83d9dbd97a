// Checks the types of every part, with TypeScript 7 (fast); 5.9 is there for the tools that need its programming interface.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const parts = [
  ...['api', 'i18n', 'tokens', 'core', 'mobile-ui'].map((name) => `packages/${name}`),
  ...['console', 'customer', 'customer/tsconfig.worker.json', 'tsconfig.test.json', 'e2e'],
]
const results = parts.map((part) =>
  spawnSync(process.execPath, ['node_modules/typescript7/bin/tsc', '--noEmit', '-p', part], {
    cwd: root,
    stdio: 'inherit',
  }),
)
process.exit(results.every((result) => result.status === 0) ? 0 : 1)
