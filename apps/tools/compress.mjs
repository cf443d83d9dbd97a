// Writes .br and .gz beside each text of a build that is worth it. The gateway serves them as they are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile())
}

const TEXTS = /\.(js|css|svg|json|webmanifest|txt)$/
const folder = process.argv[2] ?? 'dist'
for (const name of filesIn(folder)) {
  if (!TEXTS.test(name)) continue
  const bytes = readFileSync(name)
  const packed = [
    ['br', brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
    ['gz', gzipSync(bytes, { level: 9 })],
  ]
  for (const [end, data] of packed) if (data.length < bytes.length - 64) writeFileSync(`${name}.${end}`, data)
}
