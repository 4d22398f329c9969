import Decimal from 'decimal.js'
import { money, months, rate } from '../common/format'
import { repayment } from './repayment'

/** What a loan costs, paid back in equal instalments: the first one, all interest, and all that is paid. */
export interface Cost {
  monthly: string
  interest: string
  total: string
}

/** The cost of so many yuan at a yearly rate over months; nothing where one of them is missing or makes no loan. */
export function costOf(
  amount: string | null | undefined,
  fraction: string | null | undefined,
  term: number | null | undefined,
): Cost | undefined {
  if (!amount || !fraction || !term || new Decimal(amount).lte(0)) return undefined
  const plan = repayment('equal_instalment', amount, fraction, term)
  return { monthly: plan.instalments[0]?.total ?? '0.00', interest: plan.interest, total: plan.total }
}

/** What an institution offers, in one line to be read back before it is chosen. */
export function spokenOffer(offer: {
  precredit_amount?: string | null
  annual_rate?: string | null
  months_offered?: number | null
  conditions: string
}): string {
  const cost = costOf(offer.precredit_amount, offer.annual_rate, offer.months_offered)
  return [
    `预授信 ${money(offer.precredit_amount)}`,
    offer.annual_rate && `年利率 ${rate(offer.annual_rate)}`,
    offer.months_offered && months(offer.months_offered),
    cost && `等额本息每月约 ${money(cost.monthly)}，利息合计约 ${money(cost.interest)}`,
    offer.conditions && `条件：${offer.conditions}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
