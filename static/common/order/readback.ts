import type { Schemas } from '../api/client'
import { nameOf } from '../dictionary'
import { months, rate } from '../format'
import { wanOf } from '../typed'
import * as forms from './forms'

type Detail = Schemas['OrderDetail']

/** What is about to be sent, read back in one line before a binding step; what is odd about it is asked again. */
export interface Readback {
  text: string
  odd: string[]
}

/** Further from what was asked for than this share, in either direction, a slip of the pen is likely. */
const FAR = 0.5
/** A loan that is paid back sooner than this is a slip of the pen more often than not. */
const DAYS_SOON = 30
const DAY = 86_400_000

const wan = (yuan: string | null | undefined) => `${wanOf(yuan)} 万元`

function far(given: string | number | null | undefined, asked: string | number, name: string): string[] {
  const isFar = Math.abs(Number(given) - Number(asked)) > Number(asked) * FAR
  return isFar ? [`${name}，相差一半以上`] : []
}

/** What cannot be sent is not read back: the form names what is wrong with it. */
function body<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

export function readFirstReview(form: forms.FirstReviewForm, order: Detail): Readback | undefined {
  const sent = body(() => forms.firstReview(form, order.source === 'demand', order.needs_override))
  if (sent?.verdict !== 'pass') return undefined
  const sum = sent.precredit_amount
  if (!sum) return undefined // a pass alone binds nobody
  const term = sent.term_months
  const offer = sent.annual_rate && term ? [rate(sent.annual_rate), months(term)] : []
  const valid = sent.valid_days ? [`有效 ${String(sent.valid_days)} 天`] : []
  return {
    text: ['初审通过', `预授信 ${wan(sum)}`, ...offer, ...valid].join(' · '),
    odd: [
      ...far(sum, order.amount, `申请金额为 ${wan(order.amount)}`),
      ...(term ? far(term, order.term_months, `申请期限为 ${months(order.term_months)}`) : []),
    ],
  }
}

export function readCredit(form: forms.CreditForm, order: Detail): Readback | undefined {
  const sent = body(() => forms.credit(form, order.needs_override))
  if (sent?.verdict !== 'grant') return undefined
  const term = sent.term_months ?? 0
  const parts = [`授信 ${wan(sent.amount)}`, rate(sent.annual_rate), months(term)]
  return {
    text: [...parts, nameOf('guaranteeMode', sent.guarantee_mode ?? '')].join(' · '),
    odd: [
      ...far(sent.amount, order.amount, `申请金额为 ${wan(order.amount)}`),
      ...far(term, order.term_months, `申请期限为 ${months(order.term_months)}`),
      ...dearer(sent.annual_rate, order.offer?.annual_rate),
    ],
  }
}
/** The applicant chose by the rate of the pre-credit. */
function dearer(given: string | null | undefined, offered: string | null | undefined): string[] {
  if (!given || !offered || Number(given) <= Number(offered)) return []
  return [`预授信年利率为 ${rate(offered)}，现在更高`]
}

export function readDisbursement(form: forms.DisbursementForm, order: Detail): Readback | undefined {
  const sent = body(() => forms.disbursement(form))
  if (sent?.verdict !== 'paid') return undefined
  const granted = order.credit?.amount
  const parts = [
    `放款 ${wan(sent.amount)}`,
    `合同 ${sent.contract_number ?? ''}`,
    `放款日 ${sent.paid_on ?? ''}`,
  ]
  return {
    text: [...parts, ...(sent.compensation_pool_id ? ['纳入风险补偿'] : [])].join(' · '),
    odd: granted ? far(sent.amount, granted, `授信金额为 ${wan(granted)}`) : [],
  }
}

export function readSettlement(form: forms.SettlementForm, order: Detail): Readback | undefined {
  const sent = body(() => forms.settlement(form))
  const paid = order.disbursement
  if (!sent || !paid) return undefined
  const days = Math.round((Date.parse(sent.settled_on) - Date.parse(paid.paid_on)) / DAY)
  return {
    text: `贷款 ${wan(paid.amount)} 全部结清 · 结清日 ${sent.settled_on}`,
    odd: days < DAYS_SOON ? [`${paid.paid_on} 放款，${String(Math.max(days, 0))} 天即结清`] : [],
  }
}
