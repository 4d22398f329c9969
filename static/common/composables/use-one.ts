import { ref, shallowRef } from 'vue'
import { type Problem, problemOf } from '../api/client'

/** One thing read from the platform, with its states. A failed refresh keeps what was there. */
export function useOne<T>(read: () => Promise<T>) {
  const value = shallowRef<T>()
  const problem = shallowRef<Problem>()
  const isLoading = ref(false)
  let turn = 0

  async function reload(): Promise<void> {
    const mine = ++turn
    isLoading.value = true
    try {
      const answer = await read()
      if (mine !== turn) return
      value.value = answer
      problem.value = undefined
    } catch (cause) {
      if (mine === turn) problem.value = problemOf(cause)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }
  return { value, problem, isLoading, reload }
}
