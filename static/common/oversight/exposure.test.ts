import { describe, expect, it } from 'vitest'
import type { Schemas } from '../api/client'
import { partName, statistic, warnings } from './exposure'

const part = (rank: number, share: string, is_concentrated: boolean): Schemas['ExposurePart'] => ({
  code: null,
  name: null,
  rank,
  loans: 1,
  borrowers: 1,
  amount: '125000.00',
  share,
  is_concentrated,
})
const borrowers: Schemas['ExposureDimension'] = {
  dimension: 'borrower',
  share_max: '0.050000',
  herfindahl: '0.52',
  is_concentrated: true,
  items: [part(1, '0.600000', true), part(2, '0.040000', false)],
}

describe('exposure', () => {
  it('names a borrower by its rank alone', () => {
    expect(partName('borrower', part(3, '0.1', false))).toBe('第 3 大')
  })
  it('says what is over its bound, and by how much', () => {
    expect(warnings([borrowers])).toEqual(['借款人“第 1 大”占 60%，超过上限 5%'])
  })
  it('shows the same in the table', () => {
    const { rows, note } = statistic(borrowers)
    expect(rows[0]).toEqual(['第 1 大', 1, 1, '12.5 万元', '60.0%', '超上限'])
    expect(rows[1]?.[5]).toBe('')
    expect(note).toContain('单项上限 5%')
  })
})
