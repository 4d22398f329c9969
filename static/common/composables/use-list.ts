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
    } catch (cause) {
      if (mine === turn) problem.value = problemOf(cause)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  const reload = () => turnTo(undefined, [])
  const more = () => (next.value ? turnTo(next.value, items.value) : Promise.resolve())
  const hasMore = computed(() => next.value !== null)
  return { items, total, hasMore, last, problem, isLoading, isLoaded, reload, more }
}
