import { type ComputedRef, type Ref, computed, ref, shallowRef } from 'vue'
import { type Problem, problemOf } from '../api/client'

/** A page of a list as the interface answers it. */
export interface Page<T> {
  items: T[]
  next_cursor?: string | null
  total?: number
}

/** A list as `DataList` shows it. */
export interface Listing<T> {
  items: Ref<T[]>
  /** How many there are on all pages, where that is known. */
  total: Ref<number | undefined>
  hasMore: ComputedRef<boolean>
  isLoading: Ref<boolean>
  isLoaded: Ref<boolean>
  problem: Ref<Problem | undefined>
  reload: () => unknown
  more: () => unknown
}

/** What lists had read, by the address that showed it: who comes back finds the same rows, and then the news. */
const kept = new Map<string, { items: unknown[]; next: string | null; total: number | undefined }>()
const KEPT_MOST = 30

/** A list that grows page by page. Answers to a question that has been replaced by a newer one are dropped. */
export function useList<T, P extends Page<T> = Page<T>>(read: (cursor: string | undefined) => Promise<P>) {
  const items: Ref<T[]> = shallowRef([])
  const total = ref<number>()
  const next = ref<string | null>(null)
  const last = shallowRef<P>()
  const problem = shallowRef<Problem>()
  const isLoading = ref(false)
  const isLoaded = ref(false)
  let turn = 0
  let place = ''

  async function turnTo(cursor: string | undefined, keep: T[]): Promise<void> {
    const mine = ++turn
    isLoading.value = true
    problem.value = undefined
    try {
      const page = await read(cursor)
      if (mine !== turn) return
      items.value = [...keep, ...page.items]
      next.value = page.next_cursor ?? null
      if (page.total !== undefined) total.value = page.total
      last.value = page
      isLoaded.value = true
      remember()
    } catch (cause) {
      if (mine === turn) problem.value = problemOf(cause)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  const reload = () => turnTo(undefined, [])

  /** Reads again as many rows as are there; they stay until the new ones have come. */
  async function refresh(): Promise<void> {
    // A page that is on its way, because somebody asked for it, goes first.
    if (isLoading.value) return
    const mine = ++turn
    try {
      const found: T[] = []
      let page = await read(undefined)
      found.push(...page.items)
      while (page.next_cursor && found.length < items.value.length && mine === turn) {
        page = await read(page.next_cursor)
        found.push(...page.items)
      }
      if (mine !== turn) return
      items.value = found
      next.value = page.next_cursor ?? null
      if (page.total !== undefined) total.value = page.total
      last.value = page
      isLoaded.value = true
      remember()
    } catch {
      /* What is there is still true of a moment ago. */
    }
  }
  function remember(): void {
    if (!place) return
    kept.delete(place)
    kept.set(place, { items: items.value, next: next.value, total: total.value })
    for (const oldest of [...kept.keys()].slice(0, -KEPT_MOST)) kept.delete(oldest)
  }
  /** Shows the list of an address: as it was left, and then as it is now. */
  async function open(address: string): Promise<void> {
    place = address
    const was = kept.get(address)
    if (!was) return reload()
    turn += 1
    isLoading.value = false
    problem.value = undefined
    items.value = was.items as T[]
    next.value = was.next
    total.value = was.total
    isLoaded.value = true
    await refresh()
  }
  const more = () => (next.value ? turnTo(next.value, items.value) : Promise.resolve())
  const hasMore = computed(() => next.value !== null)
  return { items, total, hasMore, last, problem, isLoading, isLoaded, reload, refresh, open, more }
}
