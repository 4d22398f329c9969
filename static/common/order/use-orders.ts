import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { type Schemas, api, ask } from '../api/client'
import { useKeptList } from '../composables/use-kept-list'
import { useQuery } from '../composables/use-query'
import { isSpan } from './spans'
import type { Order } from './steps'

const ROWS = 20

/** The caller's orders as the address asks for them: what to look for, and in which order. */
export function useOrders(usual: { sort: string } = { sort: 'newest' }) {
  const route = useRoute()
  const home = route.path
  const filters = useQuery('view', 'q', 'state', 'over', 'due', 'officer', 'product', 'from', 'until', 'sort')
  const sort = computed(
    () => filters.query.value.sort ?? (isSpan(filters.query.value.due) ? 'due' : usual.sort),
  )

  const list = useKeptList<Order, Schemas['Orders']>('orders', (cursor) => {
    const { q, state, over, due, officer, product, from, until } = filters.query.value
    const query = {
      limit: ROWS,
      sort: sort.value,
      ...(q ? { q } : {}),
      ...(state ? { state } : {}),
      ...(over ? { is_over: over !== 'no' } : {}),
      ...(isSpan(due) ? { due } : {}),
      ...(officer ? { officer_id: officer } : {}),
      ...(product ? { product_id: product } : {}),
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
      ...(cursor ? { cursor } : {}),
    }
    return ask(api.GET('/api/orders', { params: { query } }))
  })
  watch(
    () => route.fullPath,
    () => {
      // The address of the page that comes next is none of this list's.
      if (route.path === home) void list.open()
    },
    { immediate: true },
  )
  return { ...filters, sort, list }
}
