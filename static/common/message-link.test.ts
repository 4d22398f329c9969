import { describe, expect, it } from 'vitest'
import { messages } from '../../shared/words/words.json'
import { leadsTo, type Portal } from './message-link'

const PORTALS: Portal[] = ['applicant', 'institution', 'phone', 'oversight']
const PAYLOAD = { order_id: 'o', demand_id: 'd' }

describe('every message leads somewhere', () => {
  it.each(Object.keys(messages))('%s', (kind) => {
    for (const portal of PORTALS) {
      expect(leadsTo(portal, { kind, payload: {} })).toMatch(/^\/[a-z]+/)
    }
  })
  it('to what it is about', () => {
    expect(leadsTo('applicant', { kind: 'order_credited', payload: PAYLOAD })).toBe('/orders/o')
    expect(leadsTo('applicant', { kind: 'offer_made', payload: PAYLOAD })).toBe('/demands/d')
    expect(leadsTo('applicant', { kind: 'objection_answered', payload: {} })).toBe('/score#objection')
    expect(leadsTo('institution', { kind: 'offer_expired', payload: PAYLOAD })).toBe('/orders/o')
    expect(leadsTo('institution', { kind: 'demand_arrived', payload: { demand_id: 'd' } })).toBe('/demands/d')
    expect(leadsTo('institution', { kind: 'product_reviewed', payload: { product_id: 'p' } })).toBe(
      '/products/p',
    )
    expect(leadsTo('phone', { kind: 'loan_alert', payload: { alert_id: 'a' } })).toBe('/institution/alerts/a')
    expect(leadsTo('oversight', { kind: 'product_submitted', payload: { version_id: 'v' } })).toBe(
      '/reviews/v',
    )
    expect(leadsTo('oversight', { kind: 'rule_failed', payload: {} })).toBe('/rules')
  })
})
