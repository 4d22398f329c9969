import { today } from '../format'

/** The spans in which deadlines are thought of; the interface knows the first three as `due`. */
export const SPANS = [
  { code: 'overdue', name: '已超时' },
  { code: 'today', name: '今天到期' },
  { code: 'week', name: '本周到期' },
] as const
export type Span = (typeof SPANS)[number]['code']
export const isSpan = (code: string | undefined): code is Span => SPANS.some((span) => span.code === code)

const DAY = 86_400_000

/** In which span a deadline lies, as the platform counts: a day is Shanghai's, a week ends with Sunday. */
export function spanOf(at: string, now = Date.now()): Span | 'later' {
  const due = Date.parse(at)
  const day = today(new Date(now))
  const tonight = Date.parse(`${day}T00:00:00+08:00`) + DAY
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  const sunday = tonight + ((7 - weekday) % 7) * DAY
  if (due < now) return 'overdue'
  if (due < tonight) return 'today'
  return due < sunday ? 'week' : 'later'
}
