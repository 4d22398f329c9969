import * as reference from 'virtual:dictionary'
import { shallowReactive } from 'vue'
import { api, ask } from './api/client'

/** A code of the interface and its Chinese name. */
export interface Entry {
  code: string
  name: string
}

const entries = (rows: Record<string, string>[]): Entry[] =>
  rows.map((row) => ({ code: row['code'] ?? '', name: row['name'] ?? row['title'] ?? '' }))

export const regions = entries(reference.regions.filter((row) => row['parent_code'] !== ''))
export const purposes = shallowReactive(entries(reference.purposes))
export const guaranteeModes = shallowReactive(entries(reference.guarantee_modes))
export const categories = shallowReactive(entries(reference.institution_categories))
export const industries = entries(reference.industries)
export const industrySections = entries(reference.industries.filter((row) => row['code'] === row['section']))
export const dataItems = entries(reference.data_items)
/** Why an institution refuses; the applicant reads more of it than the name. */
export const refusalReasons = entries(reference.refusal_reasons)

const names = (list: Entry[]) => shallowReactive(new Map(list.map((entry) => [entry.code, entry.name])))
const NAMES = {
  region: names(entries(reference.regions)),
  purpose: names(purposes),
  guaranteeMode: names(guaranteeModes),
  category: names(categories),
  industry: names(industries),
  dataItem: names(dataItems),
  refusalReason: names(refusalReasons),
}

/** What operators edit (O-11): the words to choose from, and the names of those that were chosen before. */
const EDITED = {
  purpose: [purposes, NAMES.purpose],
  guarantee_mode: [guaranteeModes, NAMES.guaranteeMode],
  institution_category: [categories, NAMES.category],
} as const

/** Reads the current words. Until then, and where they cannot be read, those of the release are used. */
export async function refreshDictionary(): Promise<void> {
  const { items } = await ask(api.GET('/api/dictionary')).catch(() => ({ items: [] }))
  if (!items.length) return
  for (const [kind, [list, known]] of Object.entries(EDITED)) {
    const words = items.filter((word) => word.kind === kind)
    list.splice(0, list.length, ...words.filter((word) => word.is_enabled))
    for (const { code, name } of words) known.set(code, name)
  }
}

/** The name of a code; the code itself when a newer server knows more than this page. */
export function nameOf(kind: keyof typeof NAMES, code: string | null | undefined): string {
  if (!code) return '未填'
  return NAMES[kind].get(code) ?? code
}
