// The byte budget of an application, a gate: brotli bytes of script and style, from Vite's manifest.
// First load: what index.html asks for. A lazy page: what opening it loads besides. Worker: the service worker.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const BUDGETS = {
  console: { first: 220_000, goal: 180_000, page: 120_000 },
  customer: { first: 60_000, goal: 40_000, page: 20_000, worker: 12_000 },
}

const all = process.argv.includes('--all')
const named = process.argv.slice(2).filter((name) => name in BUDGETS)
const results = (named.length > 0 ? named : Object.keys(BUDGETS)).map(check)
process.exit(results.every(Boolean) ? 0 : 1)

function check(app) {
  const budget = BUDGETS[app]
  const dist = fileURLToPath(new URL(`../${app}/dist/`, import.meta.url))
  if (!existsSync(`${dist}.vite/manifest.json`)) {
    console.error(`there is no build of ${app}: run \`npm run build\` in apps/`)
    return false
  }
  const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
  const bytes = (file) => statSync(existsSync(`${dist}${file}.br`) ? `${dist}${file}.br` : `${dist}${file}`).size

  /** The files that a chunk needs at once. */
  const needs = (key, seen = new Set()) => {
    if (seen.has(key)) return []
    seen.add(key)
    const chunk = manifest[key]
    return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((one) => needs(one, seen))]
  }
  const sum = (files) => [...new Set(files)].reduce((total, file) => total + bytes(file), 0)

  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
  const first = new Set([...needs(entry), 'before.js'])
  const rows = Object.keys(manifest)
    .filter((key) => manifest[key].isDynamicEntry)
    .map((key) => [key.replace(/^src\//, ''), sum(needs(key).filter((file) => !first.has(file)))])
    .sort((a, b) => b[1] - a[1])

  const kilo = (size) => `${(size / 1000).toFixed(1).padStart(7)} kB`
  const total = sum([...first])
  console.log(`${app}: first load ${kilo(total)} of ${budget.first / 1000} (goal ${budget.goal / 1000})`)
  let over = total > budget.first
  for (const [name, size] of rows.slice(0, all ? undefined : 8)) {
    console.log(`lazy page  ${kilo(size)} of ${budget.page / 1000}  ${name}`)
  }
  over ||= rows.some(([, size]) => size > budget.page)
  if (budget.worker) {
    const size = bytes('sw.js')
    console.log(`worker     ${kilo(size)} of ${budget.worker / 1000}`)
    over ||= size > budget.worker
  }
  if (over) console.error(`${app} is over its byte budget`)
  return !over
}
