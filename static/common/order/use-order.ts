import { ref, shallowRef, watch } from 'vue'
import { type Problem, type Schemas, api, ask } from '../api/client'
import { useLive } from '../composables/use-live'
import { useOne } from '../composables/use-one'

/** The first decision comes by itself within seconds; afterwards something new is rare. */
const WAITING = 3000
const CALM = 15_000
const LOOKS = 40
const HELD = ['grabbed', 'first_review_passed', 'credit_granted']

/** An order with its decision, scores and credit reports, which follow what happens. Scores are for officers only. */
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
  /** After a while the decision is one that may not be shown, and no longer waited for. */
  let looks = 0
  /** Counts the steps that were taken on this page. */
  const turn = ref(0)

  async function reload(): Promise<void> {
    for (const one of [order, decision, scores, reports]) one.value.value = undefined
    conflict.value = undefined
    turn.value = 0
    looks = 0
    if (isOfficer()) void scores.reload()
    void reports.reload()
    await order.reload()
    await decision.reload()
  }
  watch(id, reload, { immediate: true })
  async function moved(refusal?: Problem): Promise<void> {
    conflict.value = refusal
    if (!refusal) turn.value += 1
    await order.reload()
    await Promise.all([decision.reload(), ...(isOfficer() ? [scores.reload()] : [])])
  }

  /** What the order says of its newest run; decision and score are read again when it says something else. */
  const advice = () => {
    const now = order.value.value
    return `${now?.state ?? ''} ${now?.decision ?? ''} ${String(now?.score ?? '')} ${now?.grade ?? ''}`
  }
  async function refresh(): Promise<void> {
    if (!order.value.value) return
    const [of, before] = [id(), advice()]
    await order.reload()
    if (of !== id() || advice() === before) return
    await Promise.all([decision.reload(), ...(isOfficer() ? [scores.reload()] : [])])
  }
  const isWaiting = () => {
    const now = order.value.value
    return !!now && HELD.includes(now.state) && !now.decision && looks++ < LOOKS
  }
  useLive(refresh, () => (isWaiting() ? WAITING : CALM))
  return { order, decision, scores, reports, conflict, moved, turn }
}
