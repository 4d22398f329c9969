import type { Schemas } from '../api/client'
import { money, rate } from '../format'
import { wordOf } from '../words'

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** What an event says besides its name: amounts and reasons that its payload carries. */
function noteOf(payload: Record<string, unknown>): string | undefined {
  const parts = [
    text(payload['amount']) && `金额 ${money(text(payload['amount']))}`,
    text(payload['precredit_amount']) && `预授信 ${money(text(payload['precredit_amount']))}`,
    text(payload['annual_rate']) && `年利率 ${rate(text(payload['annual_rate']))}`,
    text(payload['reason']),
  ].filter((part): part is string => !!part)
  return parts.length ? parts.join('，') : undefined
}

/** The events of an order for the timeline, the newest first (U-15). */
export function timelineOf(events: Schemas['Event'][]) {
  return [...events].reverse().map((event) => {
    const word = wordOf('order', event.to_state)
    const tone = word.tone === 'bad' || word.tone === 'good' ? { tone: word.tone } : {}
    return {
      title: event.to_state === 'submitted' ? '已提交，等待机构抢单' : word.name,
      by: wordOf('role', event.actor_role).name,
      at: event.happened_at,
      note: noteOf(event.payload as Record<string, unknown>),
      ...tone,
    }
  })
}
