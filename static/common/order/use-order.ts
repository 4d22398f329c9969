import { shallowRef, watch } from 'vue'
import { type Problem, type Schemas, api, ask } from '../api/client'
import { useOne } from '../composables/use-one'

/** An order with its decision, scores and credit reports. Scores are for officers only. */
export function useOrder(id: () => string, isOfficer: () => boolean) {
  const path = () => ({ params: { path: { id: id() } } })
  const query = () => ({ params: { query: { order_id: id(), limit: 20 } } })
  const order = useOne<Schemas['OrderDetail']>(() => ask(api.GET('/api/orders/{id}', path())))
  const decision = useOne<Schemas['OrderDecision'] | null>(async () =>
    order.value.value?.decision ? ask(api.GET('/api/orders/{id}/decision', path())) : null,
  )
  const scores = useOne<Schemas['Slice_PastScore']>(() => ask(api.GET('/api/scores', query())))
  const reports = useOne<Schemas['Slice_ReportItem']>(() => ask(api.GET('/api/reports', query())))
  /** The order moved in the meantime: the refusal stays visible while the newest state is shown. */
  const conflict = shallowRef<Problem>()

  async function reload(): Promise<void> {
    for (const one of [order, decision, scores, reports]) one.value.value = undefined
    conflict.value = undefined
    if (isOfficer()) void scores.reload()
    void reports.reload()
    await order.reload()
    await decision.reload()
  }
  watch(id, reload, { immediate: true })
  async function moved(refusal?: Problem): Promise<void> {
    conflict.value = refusal
    await order.reload()
  }
  return { order, decision, scores, reports, conflict, moved }
}
