import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Repeats while the page can be seen, so many milliseconds after each end, and at once when it comes to the front
 * again. How many may change from one time to the next.
 */
export function useLive(act: () => Promise<unknown>, milliseconds: number | (() => number)): void {
  const pause = () => (typeof milliseconds === 'number' ? milliseconds : milliseconds())
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  async function turn(): Promise<void> {
    if (document.visibilityState === 'visible') await act().catch(() => undefined)
    if (!isOver) timer = setTimeout(() => void turn(), pause())
  }
  function front(): void {
    if (document.visibilityState !== 'visible') return
    clearTimeout(timer)
    void turn()
  }
  onMounted(() => {
    timer = setTimeout(() => void turn(), pause())
    document.addEventListener('visibilitychange', front)
  })
  onBeforeUnmount(() => {
    isOver = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', front)
  })
}
