import { describe, expect, it } from 'vitest'
import { type Order, byDue, isLate, STAGES, stepOf } from './steps'

const order = (id: string, due: string | null, submitted = '2026-11-01T00:00:00Z') =>
  ({ id, stage_due_at: due, submitted_at: submitted }) as Order

describe('the steps of an order', () => {
  it('allow one step in each open state and none at the end', () => {
    expect(['grabbed', 'first_review_passed', 'credit_granted', 'disbursed'].map(stepOf)).toEqual([
      'first_review',
      'credit',
      'disbursement',
      'settlement',
    ])
    for (const state of STAGES.at(-1)?.states ?? []) expect(stepOf(state)).toBeUndefined()
  })
  it('stand with what is due first, then the newest', () => {
    const rows = [
      order('none', null),
      order('newer', null, '2026-11-02T00:00:00Z'),
      order('late', '2026-11-03T00:00:00Z'),
      order('later', '2026-11-04T00:00:00Z'),
    ]
    expect(rows.sort(byDue).map((one) => one.id)).toEqual(['late', 'later', 'newer', 'none'])
  })
  it('are late after their time only', () => {
    const now = Date.parse('2026-11-03T00:00:01Z')
    expect(isLate(order('a', '2026-11-03T00:00:00Z'), now)).toBe(true)
    expect(isLate(order('a', '2026-11-03T00:00:02Z'), now)).toBe(false)
    expect(isLate(order('a', null), now)).toBe(false)
  })
})
