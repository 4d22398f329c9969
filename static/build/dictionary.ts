import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const REFERENCE = fileURLToPath(new URL('../../sql/seed/reference/', import.meta.url))
const TABLES = [
  'regions',
  'industries',
  'guarantee_modes',
  'purposes',
  'institution_categories',
  'data_items',
  'refusal_reasons',
] as const
const NAME = 'virtual:dictionary'

/** The rows of a reference file. The files hold no quoted fields; the database reads them with a full parser. */
function rows(table: string): Record<string, string>[] {
  const lines = readFileSync(`${REFERENCE}${table}.csv`, 'utf8').trim().split('\n')
  const head = (lines.shift() ?? '').split(',')
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, place) => [head[place] ?? '', value])),
  )
}

/** Makes the reference data of `sql/seed/reference` a module, so that a code and its name are in one place only. */
export function dictionary(): Plugin {
  return {
    name: 'dictionary',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined
      return TABLES.map((table) => `export const ${table} = ${JSON.stringify(rows(table))}`).join('\n')
    },
  }
}
