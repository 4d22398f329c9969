import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import { type Problem, type Schemas, api, ask, problemOf } from '../api/client'
import { useLive } from '../composables/use-live'

type Item = Schemas['PoolItem']
const EVERY = 1500
const FRESH_FOR = 5000
/** Rows that the page shows at first. */
export const ROWS = 30
/** A refusal with one of these means that the row is no longer available. */
const LOST: Record<string, string> = {
  order_taken: '已被其他客户经理抢走，看看其他订单吧。',
  slots_full: '该需求的受理名额已满，看看其他订单吧。',
  already_taken: '本机构的其他客户经理已受理该需求。',
  state_conflict: '申请人已撤回或状态已变化，看看其他订单吧。',
  not_found: '该订单已不在抢单池，看看其他订单吧。',
}

/** The current pool. While it is held (a pointer is over a button) no rows are added or removed. */
export function usePool() {
  const items = shallowRef<Item[]>([])
  const latest = shallowRef<Item[]>([])
  const fresh = ref(new Set<string>())
  const isLoaded = ref(false)
  const problem = shallowRef<Problem>()
  const notice = ref('')
  const busy = ref('')
  let isHeld = false
  const timers = new Set<ReturnType<typeof setTimeout>>()

  const left = computed(() => new Set(latest.value.map((one) => one.id)))
  const waiting = computed(
    () => latest.value.filter((one) => !items.value.some((row) => row.id === one.id)).length,
  )
  /** Whether another officer has it while its row is still shown. */
  const isGone = (item: Item) => !left.value.has(item.id)

  function mark(ids: string[]): void {
    fresh.value = new Set([...fresh.value, ...ids])
    const timer = setTimeout(() => {
      fresh.value = new Set([...fresh.value].filter((id) => !ids.includes(id)))
      timers.delete(timer)
    }, FRESH_FOR)
    timers.add(timer)
  }
  function show(): void {
    const known = new Set(items.value.map((one) => one.id))
    const added = latest.value.filter((one) => !known.has(one.id)).map((one) => one.id)
    if (isLoaded.value && added.length) mark(added)
    const isSame = !added.length && known.size === latest.value.length
    if (!isSame) items.value = latest.value
    isLoaded.value = true
  }
  async function all(): Promise<Item[]> {
    const found: Item[] = []
    let cursor: string | null | undefined
    do {
      const page = await ask(
        api.GET('/api/pool', { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } }),
      )
      found.push(...page.items)
      cursor = page.next_cursor
    } while (cursor && found.length < 500)
    return found.reverse()
  }
  async function reload(): Promise<void> {
    try {
      latest.value = await all()
      problem.value = undefined
      if (!isHeld) show()
    } catch (cause) {
      problem.value = problemOf(cause)
    }
  }
  function hold(): void {
    isHeld = true
  }
  function release(): void {
    isHeld = false
    if (isLoaded.value) show()
  }

  async function take(
    name: string,
    act: () => Promise<Schemas['GrabbedOrder']>,
  ): Promise<Schemas['GrabbedOrder'] | undefined> {
    if (busy.value) return undefined
    busy.value = name
    notice.value = ''
    try {
      return await act()
    } catch (cause) {
      const refusal = problemOf(cause)
      notice.value = LOST[refusal.code] ?? refusal.title
      if (LOST[refusal.code]) latest.value = latest.value.filter((one) => one.id !== name)
      release()
      return undefined
    } finally {
      busy.value = ''
    }
  }
  const grab = (item: Item) =>
    take(item.id, () => {
      const params = { params: { path: { id: item.id } } }
      return ask(
        item.kind === 'demand'
          ? api.POST('/api/demands/{id}/grab', params)
          : api.POST('/api/orders/{id}/grab', params),
      )
    })
  const grabNext = () => take('next', () => ask(api.POST('/api/pool/next/grab')))

  useLive(reload, EVERY)
  void reload()
  onBeforeUnmount(() => timers.forEach(clearTimeout))
  return {
    items,
    fresh,
    waiting,
    isLoaded,
    problem,
    notice,
    busy,
    isGone,
    hold,
    release,
    reload,
    grab,
    grabNext,
  }
}
