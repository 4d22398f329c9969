import { shallowRef, watch } from 'vue'
import { type Problem, type Schemas, api, ask } from '../api/client'
import { useOne } from '../composables/use-one'

/** What has not been made yet is not a refusal. */
async function orNone<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request
  } catch (cause) {
    if (cause instanceof Error && 'status' in cause && cause.status === 404) return null
    throw cause
  }
}

/** An order with what rules, models and reports say of it. */
export function useOrder(id: () => string) {
  const path = () => ({ params: { path: { id: id() } } })
  const query = () => ({ params: { query: { order_id: id(), limit: 20 } } })
  const order = useOne<Schemas['OrderDetail']>(() => ask(api.GET('/api/orders/{id}', path())))
  const decision = useOne<Schemas['OrderDecision'] | null>(() =>
    orNone(ask(api.GET('/api/orders/{id}/decision', path()))),
  )
  const scores = useOne<Schemas['Slice_PastScore']>(() => ask(api.GET('/api/scores', query())))
  const reports = useOne<Schemas['Slice_ReportItem']>(() => ask(api.GET('/api/reports', query())))
  /** Somebody moved the order in the meantime: why the step was refused stays while the newest state is shown. */
  const conflict = shallowRef<Problem>()

  function reload(): void {
    for (const one of [order, decision, scores, reports]) {
      one.value.value = undefined
      void one.reload()
    }
  }
  watch(id, reload, { immediate: true })
  async function moved(refusal?: Problem): Promise<void> {
    conflict.value = refusal
    await order.reload()
  }
  return { order, decision, scores, reports, conflict, moved }
}
