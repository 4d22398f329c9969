import { resolve } from 'node:path'

/** The demo city's accounts, each at work in one portal. */
export const PEOPLE = {
  applicant: 'applicant01',
  neighbour: 'applicant02',
  officer: 'officer01',
  manager: 'manager01',
  operator: 'operator01',
  regulator: 'regulator01',
} as const

/** What the neighbour may apply for, as the market and the list of products are asked for it. */
export const NEIGHBOURS_WISH =
  'amount=100000&term_months=12&subject_type=company&region_code=341204&industry_section=F'

export type Who = keyof typeof PEOPLE | 'visitor'
export const PASSWORD = 'Rongtong-demo-2026'
export const OUTPUT = resolve(process.env['OUTPUT'] ?? '../../target/portal')

/** Where the session of somebody is kept for the whole run. */
export function sessionOf(who: Exclude<Who, 'visitor'>): string {
  return `${OUTPUT}/sessions/${who}.json`
}

export const DESKTOP = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
export const SMALL_PHONE = { width: 360, height: 740 }
