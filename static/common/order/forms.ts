import type { Schemas } from '../api/client'
import { today } from '../format'
import { percentOf, Typed, wanOf } from '../typed'

type Detail = Schemas['OrderDetail']
export type FirstReviewForm = {
  verdict: '' | 'pass' | 'refuse'
  precredit: string
  rate: string
  term: string
  conditions: string
  days: string
  /** What weighs most first; up to four. */
  reason: string[]
  remark: string
  override: string
}
export type CreditForm = {
  verdict: '' | 'grant' | 'refuse'
  amount: string
  rate: string
  term: string
  mode: string
  guarantor: string
  ratio: string
  guaranteed: string
  /** What weighs most first; up to four. */
  reason: string[]
  remark: string
  override: string
}
export type DisbursementForm = {
  verdict: '' | 'paid' | 'refuse'
  amount: string
  contract: string
  paidOn: string
  pool: string
  /** What weighs most first; up to four. */
  reason: string[]
  remark: string
}
export type CompensationForm = { loss: string; overdueSince: string }
export type SettlementForm = { settledOn: string; remark: string }

/** How many reasons a refusal has at most. */
const REASONS_MAX = 4
/** A refusal: the applicant reads its reasons, the institution keeps its note. */
function refusal(form: { reason: string[]; remark: string }) {
  const typed = new Typed()
  // A form that was kept by an older page has one word there.
  const [main = '', ...more] = [form.reason].flat()
  const reason = typed.text('reason_code', main, '请选择原因，申请人会看到')
  if (more.length >= REASONS_MAX) typed.refuse('reason_code', '最多选四项，请保留最主要的原因')
  return typed.done({
    verdict: 'refuse',
    reason_code: reason,
    ...(more.length ? { more_reason_codes: more } : {}),
    ...noted(form.remark),
  })
}
/** Nothing is chosen for the officer: what a form says must have been meant. */
function undecided(): never {
  const typed = new Typed()
  typed.refuse('verdict', '请选择结果')
  throw typed.problem()
}
/** Why it goes on, where the rules advise to refuse. */
function overriding(form: { override: string }, isNeeded: boolean, typed: Typed) {
  if (!isNeeded) return {}
  return {
    override_reason: typed.text('override_reason', form.override, '决策建议为拒绝，请填写仍然办理的原因'),
  }
}
const noted = (remark: string) => (remark.trim() ? { remark: remark.trim() } : {})

export function firstReviewOf(order: Detail): FirstReviewForm {
  return {
    verdict: '',
    precredit: order.source === 'demand' ? wanOf(order.amount) : '',
    rate: '',
    term: String(order.term_months),
    conditions: '',
    days: '15',
    reason: [],
    remark: '',
    override: '',
  }
}
/** A pass is an offer when the order comes from a demand; otherwise it may name a sum. */
export function firstReview(
  form: FirstReviewForm,
  isDemand: boolean,
  goesAgainst = false,
): Schemas['FirstReview'] {
  if (!form.verdict) return undecided()
  if (form.verdict === 'refuse') return refusal(form)
  const typed = new Typed()
  const precredit =
    isDemand || form.precredit.trim() ? typed.wan('precredit_amount', form.precredit) : undefined
  return typed.done({
    verdict: 'pass',
    ...(precredit ? { precredit_amount: precredit } : {}),
    ...(isDemand ? offer(form, typed) : {}),
    ...overriding(form, goesAgainst, typed),
    ...noted(form.remark),
  })
}
/** What an applicant compares beside the sum. */
function offer(form: FirstReviewForm, typed: Typed) {
  const rate = typed.percent('annual_rate', form.rate, 36)
  const months = typed.months('term_months', form.term)
  const days = typed.whole('valid_days', form.days)
  if (days !== undefined && (days < 1 || days > 90)) typed.refuse('valid_days', '请填写 1 至 90 的整天数')
  const conditions = form.conditions.trim()
  return {
    ...(rate ? { annual_rate: rate } : {}),
    ...(months ? { term_months: months } : {}),
    ...(days ? { valid_days: days } : {}),
    ...(conditions ? { conditions } : {}),
  }
}

export function creditOf(order: Detail): CreditForm {
  return {
    verdict: '',
    amount: wanOf(order.precredit_amount ?? order.amount),
    rate: percentOf(order.offer?.annual_rate),
    term: String(order.offer?.term_months ?? order.term_months),
    mode: 'credit',
    guarantor: '',
    ratio: '100',
    guaranteed: '',
    reason: [],
    remark: '',
    override: '',
  }
}
export function credit(form: CreditForm, goesAgainst = false): Schemas['GiveFeedbackCredit'] {
  if (!form.verdict) return undecided()
  if (form.verdict === 'refuse') return refusal(form)
  const typed = new Typed()
  const granted = {
    verdict: 'grant',
    amount: typed.wan('amount', form.amount),
    annual_rate: typed.percent('annual_rate', form.rate, 36),
    term_months: typed.months('term_months', form.term),
    guarantee_mode: typed.text('guarantee_mode', form.mode, '请选择担保方式'),
    ...overriding(form, goesAgainst, typed),
    ...noted(form.remark),
  }
  return typed.done(form.mode === 'guarantee' ? { ...granted, ...guarantee(form, typed) } : granted)
}
/** Who answers for which share; the platform computes the amount unless it is given. */
function guarantee(form: CreditForm, typed: Typed) {
  const sum = form.guaranteed.trim() ? typed.wan('guarantee_amount', form.guaranteed) : undefined
  return {
    guarantor_id: typed.text('guarantor_id', form.guarantor, '请选择担保机构'),
    guarantee_ratio: typed.share('guarantee_ratio', form.ratio),
    ...(sum ? { guarantee_amount: sum } : {}),
  }
}

export function disbursementOf(order: Detail): DisbursementForm {
  return {
    verdict: '',
    amount: wanOf(order.credit?.amount ?? order.amount),
    contract: '',
    paidOn: today(),
    pool: '',
    reason: [],
    remark: '',
  }
}
export function disbursement(form: DisbursementForm): Schemas['GiveFeedbackDisbursement'] {
  if (!form.verdict) return undecided()
  if (form.verdict === 'refuse') return refusal(form)
  const typed = new Typed()
  return typed.done({
    verdict: 'paid',
    amount: typed.wan('amount', form.amount),
    contract_number: typed.text('contract_number', form.contract, '请填写借款合同编号'),
    paid_on: typed.text('paid_on', form.paidOn, '请选择放款日期'),
    ...(form.pool ? { compensation_pool_id: form.pool } : {}),
    ...noted(form.remark),
  })
}

export function compensationOf(): CompensationForm {
  return { loss: '', overdueSince: '' }
}
export function compensation(form: CompensationForm): Schemas['GiveFeedbackCompensation'] {
  const typed = new Typed()
  return typed.done({
    loss_amount: typed.wan('loss_amount', form.loss) ?? '',
    overdue_since: typed.text('overdue_since', form.overdueSince, '请选择逾期开始的日期'),
  })
}

export function settlementOf(): SettlementForm {
  // No day of its own: a new loan was settled by a form that was only opened.
  return { settledOn: '', remark: '' }
}
export function settlement(form: SettlementForm): Schemas['Settlement'] {
  const typed = new Typed()
  return typed.done({
    settled_on: typed.text('settled_on', form.settledOn, '请选择结清日期'),
    ...noted(form.remark),
  })
}
