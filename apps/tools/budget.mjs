// The byte budget of the console, a gate: brotli bytes of script and style, from Vite's manifest.
// First load: what index.html asks for. A lazy page: what opening it loads besides.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FIRST = 220_000
const PAGE = 120_000
const GOAL = 180_000

const dist = fileURLToPath(new URL('../console/dist/', import.meta.url))
if (!existsSync(`${dist}.vite/manifest.json`)) {
  console.error('there is no build: run `npm run build` in apps/')
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
const bytes = (file) => statSync(existsSync(`${dist}${file}.br`) ? `${dist}${file}.br` : `${dist}${file}`).size

/** The files that a chunk needs at once. */
function needs(key, seen = new Set()) {
  if (seen.has(key)) return []
  seen.add(key)
  const chunk = manifest[key]
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((one) => needs(one, seen))]
}
const sum = (files) => [...new Set(files)].reduce((total, file) => total + bytes(file), 0)

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const first = new Set(needs(entry))
const total = sum([...first]) + statSync(`${dist}before.js`).size
const rows = Object.keys(manifest)
  .filter((key) => manifest[key].isDynamicEntry)
  .map((key) => [key.replace(/^src\//, ''), sum(needs(key).filter((file) => !first.has(file)))])
  .sort((a, b) => b[1] - a[1])

const kilo = (size) => `${(size / 1000).toFixed(1).padStart(7)} kB`
console.log(`first load ${kilo(total)} of ${FIRST / 1000} (goal ${GOAL / 1000})`)
for (const [name, size] of rows.slice(0, process.argv.includes('--all') ? undefined : 8)) {
  console.log(`lazy page  ${kilo(size)} of ${PAGE / 1000}  ${name}`)
}
const over = rows.filter(([, size]) => size > PAGE)
if (total > FIRST || over.length > 0) {
  console.error('the console is over its byte budget')
  process.exit(1)
}
