import { computed } from 'vue'
import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'
import { type Order, type Stage, byDue, isLate } from './steps'

export interface Column {
  stage: Stage
  items: Order[]
  total: number
}
/** Open stages are shown by what is due first, ended ones with their newest orders. */
const AT_WORK = 100
const OVER = 10

async function read(stage: Stage, officer: string | undefined): Promise<Column> {
  const limit = stage.isOpen ? AT_WORK : OVER
  const query = { limit, ...(officer ? { officer_id: officer } : {}) }
  const pages = await Promise.all(
    stage.states.map((state) => ask(api.GET('/api/orders', { params: { query: { ...query, state } } }))),
  )
  const total = pages.reduce((sum, page) => sum + page.total, 0)
  const found = new Map(pages.flatMap((page) => page.items).map((order) => [order.id, order]))
  if (stage.isOpen && total > found.size) {
    // The newest are not all: what is due first must not be missing.
    const urgent = await Promise.all(
      stage.states.map((state) =>
        ask(api.GET('/api/orders', { params: { query: { ...query, state, sort: 'due' } } })),
      ),
    )
    for (const order of urgent.flatMap((page) => page.items)) found.set(order.id, order)
  }
  return { stage, items: [...found.values()].sort(byDue).slice(0, limit), total }
}

/** The caller's orders by stage, what is due first on top; of one officer, if one is named. */
export function useBoard(stages: () => Stage[], officer: () => string | undefined = () => undefined) {
  const one = useOne(() => Promise.all(stages().map((stage) => read(stage, officer()))))
  const late = computed(() =>
    (one.value.value ?? []).flatMap((column) => column.items).filter((order) => isLate(order)),
  )
  return { ...one, columns: one.value, late }
}
