// Writes src/schema.d.ts from docs/openapi.json; with --check only says whether it is up to date.
// Refusals are left out: every one of them is a problem document (src/problem.ts).
import { readFileSync, writeFileSync } from 'node:fs'
import openapi, { astToString } from 'openapi-typescript'

const source = new URL('../../../docs/openapi.json', import.meta.url)
const target = new URL('./src/schema.d.ts', import.meta.url)

const document = JSON.parse(readFileSync(source, 'utf8'))
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) {
    for (const status of Object.keys(operation.responses ?? {})) {
      if (!/^[123]/.test(status)) delete operation.responses[status]
      else delete operation.responses[status].headers
    }
  }
}
const ast = await openapi(document, { rootTypes: true, rootTypesNoSchemaPrefix: true, alphabetize: false })
const text = `// Generated from docs/openapi.json by \`npm run api\`. Do not edit.\n${astToString(ast)}`

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('apps/packages/api/src/schema.d.ts is not what docs/openapi.json says; run `npm run api` in apps/')
  process.exit(1)
}
