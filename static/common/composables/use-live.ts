import { onBeforeUnmount, onMounted } from 'vue'

/** Repeats while the page can be seen, `milliseconds` after each end, and at once when it comes to the front again. */
export function useLive(act: () => Promise<unknown>, milliseconds: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  async function turn(): Promise<void> {
    if (document.visibilityState === 'visible') await act().catch(() => undefined)
    if (!isOver) timer = setTimeout(() => void turn(), milliseconds)
  }
  function front(): void {
    if (document.visibilityState !== 'visible') return
    clearTimeout(timer)
    void turn()
  }
  onMounted(() => {
    timer = setTimeout(() => void turn(), milliseconds)
    document.addEventListener('visibilitychange', front)
  })
  onBeforeUnmount(() => {
    isOver = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', front)
  })
}
