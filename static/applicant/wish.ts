import Decimal from 'decimal.js'
import { computed } from 'vue'
import { type LocationQuery, type Router, useRoute, useRouter } from 'vue-router'
import { hasComeBack } from '../common/back'

/** What somebody wants to borrow: yuan and months, as far as it was said. It lives in the address of every page. */
export interface Wish {
  amount?: string
  months?: number
}

const NAMES = ['amount', 'term_months'] as const

/** What an address says; what makes no loan is as good as nothing. */
export function wishIn(query: LocationQuery): Wish {
  const { amount, term_months: term } = query
  const isSum = typeof amount === 'string' && /^\d{1,11}(\.\d{1,2})?$/.test(amount) && Number(amount) > 0
  const isTerm =
    typeof term === 'string' && /^\d{1,3}$/.test(term) && Number(term) >= 1 && Number(term) <= 360
  return {
    ...(isSum ? { amount: new Decimal(amount).toFixed(2) } : {}),
    ...(isTerm ? { months: Number(term) } : {}),
  }
}

/** The same as it stands in an address. */
export const queryOf = (wish: Wish): Record<string, string> => ({
  ...(wish.amount ? { amount: new Decimal(wish.amount).toFixed() } : {}),
  ...(wish.months ? { term_months: String(wish.months) } : {}),
})

/** The wish of the page that is shown, and how another one gets into its address. */
export function useWish() {
  const route = useRoute()
  const router = useRouter()
  const wish = computed(() => wishIn(route.query))
  /** Puts it into the address; a page that is being left keeps its own. */
  function set(next: Wish): void {
    if (JSON.stringify(queryOf(next)) === JSON.stringify(queryOf(wish.value))) return
    const rest = Object.entries(route.query).filter(([name]) => !NAMES.some((own) => own === name))
    void router.replace({ query: { ...Object.fromEntries(rest), ...queryOf(next) }, hash: route.hash })
  }
  return { wish, set }
}

/** Takes the wish along from page to page, unless the way says another or leads back to where one was. */
export function carryWish(router: Router): void {
  router.beforeEach((to, from) => {
    if (!to.meta.wish || to.path === from.path || hasComeBack()) return true
    const carried = Object.entries(queryOf(wishIn(from.query))).filter(([name]) => !(name in to.query))
    if (!carried.length) return true
    const query = { ...to.query, ...Object.fromEntries(carried) }
    return { path: to.path, query, hash: to.hash }
  })
}
