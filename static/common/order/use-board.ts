import { computed } from 'vue'
import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'
import { type Order, type Stage, byDue, isLate } from './steps'

export interface Column {
  stage: Stage
  items: Order[]
  total: number
}
/** Open stages are shown in full, ended ones with their newest orders. */
const AT_WORK = 100
const OVER = 10

async function read(stage: Stage): Promise<Column> {
  const limit = stage.isOpen ? AT_WORK : OVER
  const pages = await Promise.all(
    stage.states.map((state) => ask(api.GET('/api/orders', { params: { query: { state, limit } } }))),
  )
  const items = pages
    .flatMap((page) => page.items)
    .sort(byDue)
    .slice(0, limit)
  return { stage, items, total: pages.reduce((sum, page) => sum + page.total, 0) }
}

/** The caller's orders by stage, what is due first on top. */
export function useBoard(stages: () => Stage[]) {
  const one = useOne(() => Promise.all(stages().map(read)))
  const late = computed(() =>
    (one.value.value ?? []).flatMap((column) => column.items).filter((order) => isLate(order)),
  )
  return { ...one, columns: one.value, late }
}
