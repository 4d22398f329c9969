import * as reference from 'virtual:dictionary'

/** A code of the interface and its Chinese name. */
export interface Entry {
  code: string
  name: string
}

const entries = (rows: Record<string, string>[]): Entry[] =>
  rows.map((row) => ({ code: row['code'] ?? '', name: row['name'] ?? row['title'] ?? '' }))

export const regions = entries(reference.regions.filter((row) => row['parent_code'] !== ''))
export const purposes = entries(reference.purposes)
export const guaranteeModes = entries(reference.guarantee_modes)
export const categories = entries(reference.institution_categories)
export const industries = entries(reference.industries)
export const industrySections = entries(reference.industries.filter((row) => row['code'] === row['section']))
export const dataItems = entries(reference.data_items)

const names = (list: Entry[]) => new Map(list.map((entry) => [entry.code, entry.name]))
const NAMES = {
  region: names(entries(reference.regions)),
  purpose: names(purposes),
  guaranteeMode: names(guaranteeModes),
  category: names(categories),
  industry: names(industries),
  dataItem: names(dataItems),
}

/** The name of a code; the code itself when a newer server knows more than this page. */
export function nameOf(kind: keyof typeof NAMES, code: string | null | undefined): string {
  if (!code) return '未填'
  return NAMES[kind].get(code) ?? code
}
