import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { api, ask } from '../api/client'
import { useAct } from '../composables/use-act'
import { useOne } from '../composables/use-one'

/** A demand that an officer looks at, which the applicant sees, and takes; then its order is opened. */
export function useDemand(id: () => string) {
  const router = useRouter()
  const params = () => ({ params: { path: { id: id() } } })
  const demand = useOne(() => ask(api.GET('/api/demands/{id}', params())))
  void demand.reload()
  /** The own order, once there is one. */
  const own = computed(() => demand.value.value?.orders[0])
  const isOpen = computed(() => {
    const now = demand.value.value
    return now?.state === 'open' && !own.value && now.slots_taken < now.max_institutions
  })
  const grab = useAct(async () => {
    try {
      const order = await ask(api.POST('/api/demands/{id}/grab', params()))
      await router.push({ path: `/orders/${order.id}`, query: { grabbed: '1' } })
    } catch (cause) {
      await demand.reload()
      throw cause
    }
  })
  return { demand, own, isOpen, grab }
}
