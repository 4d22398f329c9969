import { describe, expect, it } from 'vitest'
import { EMPTY, draftOf, productForm } from './form'

const TYPED = {
  ...EMPTY,
  name: '颍融信用贷',
  amountMin: '5',
  amountMax: '100',
  rateMin: '3.65',
  rateMax: '5.85',
}

describe('a product as it is typed', () => {
  it('becomes yuan and fractions, and comes back the same', () => {
    const form = productForm(TYPED)
    expect(form).toMatchObject({
      amount_min: '50000.00',
      amount_max: '1000000.00',
      annual_rate_min: '0.0365',
      term_months_max: 36,
    })
    expect(draftOf(form as Parameters<typeof draftOf>[0])).toEqual(TYPED)
  })
  it('names every number that is missing', () => {
    expect(() => productForm(EMPTY)).toThrowError(
      expect.objectContaining({
        fields: ['name', 'amount_min', 'amount_max', 'annual_rate_min', 'annual_rate_max'].map((field) =>
          expect.objectContaining({ field }),
        ),
      }),
    )
  })
})
