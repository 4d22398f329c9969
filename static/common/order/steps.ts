import type { Schemas } from '../api/client'

export type Order = Schemas['OrderSummary']
/** What an officer reports next on an order. */
export type Step = 'first_review' | 'credit' | 'disbursement' | 'settlement'

export interface Stage {
  code: 'submitted' | 'grabbed' | 'first_review_passed' | 'credit_granted' | 'disbursed' | 'ended'
  name: string
  states: string[]
  /** Whether somebody has to act, so that a deadline runs. */
  isOpen: boolean
}

const ENDED = [
  'settled',
  'first_review_refused',
  'credit_refused',
  'disbursement_refused',
  'withdrawn',
  'not_chosen',
]

/** The stages of an officer's order, in the order of its course. */
export const STAGES: Stage[] = [
  { code: 'grabbed', name: '待初审', states: ['grabbed'], isOpen: true },
  { code: 'first_review_passed', name: '待授信', states: ['first_review_passed'], isOpen: true },
  { code: 'credit_granted', name: '待放款', states: ['credit_granted'], isOpen: true },
  { code: 'disbursed', name: '已放款', states: ['disbursed'], isOpen: false },
  { code: 'ended', name: '已结束', states: ENDED, isOpen: false },
]
/** A manager also sees what nobody has grabbed yet. */
export const MANAGER_STAGES: Stage[] = [
  { code: 'submitted', name: '待抢单', states: ['submitted'], isOpen: true },
  ...STAGES,
]

const STEPS: Record<string, Step> = {
  grabbed: 'first_review',
  first_review_passed: 'credit',
  credit_granted: 'disbursement',
  disbursed: 'settlement',
}
export const STEP_NAMES: Record<Step, string> = {
  first_review: '初审反馈',
  credit: '授信反馈',
  disbursement: '放款反馈',
  settlement: '结清反馈',
}

/** The one step that a state allows; none when the order has ended. */
export function stepOf(state: string): Step | undefined {
  return STEPS[state]
}

/** Whether the step that is due has not been reported in its time. */
export function isLate(order: Pick<Order, 'stage_due_at'>, now = Date.now()): boolean {
  return !!order.stage_due_at && Date.parse(order.stage_due_at) < now
}

/** What is due first comes first; what has no deadline comes last, the newest of it first. */
export function byDue(one: Order, other: Order): number {
  const due = (order: Order) => (order.stage_due_at ? Date.parse(order.stage_due_at) : Infinity)
  if (due(one) !== due(other)) return due(one) - due(other)
  return Date.parse(other.submitted_at) - Date.parse(one.submitted_at)
}
