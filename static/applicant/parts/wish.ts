import { yuanFromWan } from '../../common/format'

/**
 * What a form says in 万元, as the interface wants it. What is no number goes as typed: the platform says what is wrong.
 */
export function yuan(wan: string): string {
  return /^\d+(\.\d+)?$/.test(wan) ? yuanFromWan(wan) : wan
}

/** A whole number of months; anything else is sent as 0, which the platform refuses with its bounds. */
export function monthsOf(typed: string): number {
  return /^\d{1,4}$/.test(typed) ? Number(typed) : 0
}
