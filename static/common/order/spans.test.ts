import { describe, expect, it } from 'vitest'
import { spanOf } from './spans'

// Thursday, 26 November 2026, 10:00 in Shanghai.
const NOW = Date.parse('2026-11-26T02:00:00Z')

describe('the span of a deadline', () => {
  it('has no gap and no overlap', () => {
    expect(spanOf('2026-11-26T01:59:59Z', NOW)).toBe('overdue')
    expect(spanOf('2026-11-26T02:00:00Z', NOW)).toBe('today')
    expect(spanOf('2026-11-26T15:59:59Z', NOW)).toBe('today')
    expect(spanOf('2026-11-26T16:00:00Z', NOW)).toBe('week')
    expect(spanOf('2026-11-29T15:59:59Z', NOW)).toBe('week')
    expect(spanOf('2026-11-29T16:00:00Z', NOW)).toBe('later')
  })
  it('ends the week with Sunday, also on Sunday', () => {
    const sunday = Date.parse('2026-11-29T02:00:00Z')
    expect(spanOf('2026-11-29T15:59:59Z', sunday)).toBe('today')
    expect(spanOf('2026-11-29T16:00:00Z', sunday)).toBe('later')
    const monday = Date.parse('2026-11-30T02:00:00Z')
    expect(spanOf('2026-12-06T15:59:59Z', monday)).toBe('week')
  })
})
