import { describe, expect, it } from 'vitest'
import { GUIDES, guideOf, STEPS } from './guide'

describe('the guide follows the kind', () => {
  it('of each way of securing a loan', () => {
    expect(['credit', 'mortgage', 'pledge', 'guarantee', 'combined', null].map(guideOf)).toEqual([
      'credit',
      'secured',
      'secured',
      'guarantee',
      'guarantee',
      'credit',
    ])
  })
  it('and no two kinds are told the same', () => {
    const told = GUIDES.map(({ code }) => STEPS[code].map((step) => step.text).join())
    expect(new Set(told).size).toBe(GUIDES.length)
  })
})
