import type { Schemas } from '../api/client'
import { nameOf } from '../dictionary'
import { dayEnd, money, months, rate } from '../format'
import { wordOf } from '../words'

/** What the step brought, in words. */
function brought(payload: Record<string, unknown>): string {
  const text = (name: string) => (typeof payload[name] === 'string' ? payload[name] : undefined)
  const mode = text('guarantee_mode')
  const term = payload['term_months']
  const more: unknown = payload['more_reasons']
  const given = [payload['reason_code'], ...(Array.isArray(more) ? (more as unknown[]) : [])]
  const reasons = given.filter((code): code is string => typeof code === 'string')
  return [
    text('precredit_amount') && `预授信 ${money(text('precredit_amount'))}`,
    text('amount') && `金额 ${money(text('amount'))}`,
    text('annual_rate') && `年利率 ${rate(text('annual_rate'))}`,
    typeof term === 'number' && `期限 ${months(term)}`,
    text('expires_at') && `有效至 ${dayEnd(text('expires_at'))}`,
    mode && nameOf('guaranteeMode', mode),
    text('paid_on') && `放款日 ${text('paid_on') ?? ''}`,
    text('settled_on') && `结清日 ${text('settled_on') ?? ''}`,
    reasons.length > 0 && `原因：${reasons.map((code) => nameOf('refusalReason', code)).join('、')}`,
    text('reason') && `原因：${text('reason') ?? ''}`,
  ]
    .filter(Boolean)
    .join('，')
}

/** An order's course for the timeline, the newest first (U-15), with the institution's notes if there are any. */
export function timelineOf(events: Schemas['Event'][]) {
  return events
    .map((event) => {
      const word = wordOf('order_event', event.to_state)
      const note = [
        brought(event.payload),
        event.override_reason && `决策建议为拒绝，仍然办理的原因：${event.override_reason}`,
        event.internal_note && `内部备注：${event.internal_note}`,
      ]
        .filter(Boolean)
        .join('；')
      return {
        title: event.is_reversal ? `撤回上一步，恢复为${wordOf('order', event.to_state).name}` : word.name,
        by: wordOf('role', event.actor_role).name,
        at: event.happened_at,
        note,
        ...(!event.is_reversal && (word.tone === 'bad' || word.tone === 'good') ? { tone: word.tone } : {}),
      }
    })
    .reverse()
}
