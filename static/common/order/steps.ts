import type { Schemas } from '../api/client'
import { wordOf } from '../words'

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

/** The stage of one state has its name. */
const stage = (code: Exclude<Stage['code'], 'ended'>, isOpen: boolean): Stage => ({
  code,
  name: wordOf('order', code).name,
  states: [code],
  isOpen,
})
/** The stages of an officer's order, in the order of its course. */
export const STAGES: Stage[] = [
  stage('grabbed', true),
  stage('first_review_passed', true),
  stage('credit_granted', true),
  stage('disbursed', false),
  { code: 'ended', name: wordOf('stage', 'ended').name, states: ENDED, isOpen: false },
]
/** A manager also sees orders that were not grabbed yet. */
export const MANAGER_STAGES: Stage[] = [stage('submitted', true), ...STAGES]

const STEPS: Record<string, Step> = {
  grabbed: 'first_review',
  first_review_passed: 'credit',
  credit_granted: 'disbursement',
  disbursed: 'settlement',
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
