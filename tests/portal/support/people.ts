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
