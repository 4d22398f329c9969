import { nextTick, ref, shallowRef } from 'vue'
import { type Problem, problemOf } from '../api/client'

/** An action of the user: one at a time, with its refusal kept to be shown beside the button and at the fields. */
export function useAct<A extends unknown[], T>(act: (...given: A) => Promise<T>) {
  const problem = shallowRef<Problem>()
  const isRunning = ref(false)

  /** The answer, or nothing when it was refused; then `problem` says why. */
  async function run(...given: A): Promise<T | undefined> {
    if (isRunning.value) return undefined
    isRunning.value = true
    problem.value = undefined
    // The fields see the old refusal go, so that the same one is new to them.
    await nextTick()
    try {
      return await act(...given)
    } catch (cause) {
      problem.value = problemOf(cause)
      return undefined
    } finally {
      isRunning.value = false
    }
  }
  return { run, problem, isRunning }
}
