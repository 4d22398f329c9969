import { onBeforeUnmount, onMounted, ref } from 'vue'

/** What is folded away on the screen, but for choices that are made there. */
const FOLDED = 'main details:not([open], :has([type="checkbox"]))'

/** When the page is printed: paper shows what is folded away, and says when it was made. */
export function usePrint() {
  const printedAt = ref(new Date().toISOString())
  let unfolded: HTMLDetailsElement[] = []

  function before(): void {
    printedAt.value = new Date().toISOString()
    unfolded = [...document.querySelectorAll<HTMLDetailsElement>(FOLDED)]
    for (const one of unfolded) one.open = true
  }
  function after(): void {
    for (const one of unfolded) one.open = false
    unfolded = []
  }
  onMounted(() => {
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
  })
  return printedAt
}
