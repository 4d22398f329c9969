import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { carryWish, queryOf, wishIn } from './wish'

describe('what somebody wants to borrow', () => {
  it('is read of an address, and nothing else is', () => {
    expect(wishIn({ amount: '500000', term_months: '12', sort: 'rate' })).toEqual({
      amount: '500000.00',
      months: 12,
    })
    for (const amount of ['0', '-1', '1e5', '50万', '', '1.234']) expect(wishIn({ amount })).toEqual({})
    for (const term_months of ['0', '361', '1.5', 'x', '']) expect(wishIn({ term_months })).toEqual({})
    expect(queryOf({ amount: '500000.00', months: 12 })).toEqual({ amount: '500000', term_months: '12' })
  })
  it('travels from page to page, and not where another was chosen', async () => {
    const page = { template: '<i/>' }
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/market', component: page, meta: { wish: true } },
        { path: '/products', component: page, meta: { wish: true } },
        { path: '/orders', component: page },
      ],
    })
    carryWish(router)
    await router.push('/market?amount=500000&term_months=12&sort=rate')
    await router.push('/products')
    expect(router.currentRoute.value.query).toEqual({ amount: '500000', term_months: '12' })
    await router.push('/market?amount=70000')
    expect(router.currentRoute.value.query).toEqual({ amount: '70000', term_months: '12' })
    await router.push('/market')
    expect(router.currentRoute.value.query, 'a filter that was cleared is gone').toEqual({})
    await router.push('/orders?amount=1')
    expect(router.currentRoute.value.query).toEqual({ amount: '1' })
  })
})
