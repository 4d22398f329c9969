import { useRouter } from 'vue-router'

/** Back to the list that somebody came from, as it was; to `usual` where they came from elsewhere. */
export function useWayBack(usual: string, lists: RegExp) {
  const router = useRouter()
  const state = history.state as { back?: unknown } | null
  const back = typeof state?.back === 'string' && lists.test(state.back) ? state.back : undefined

  /** For a click on a link with `to`: a step back in the history finds rows, place and filter again. */
  function goBack(event: MouseEvent): void {
    if (!back || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    router.back()
  }
  return { to: back ?? usual, goBack }
}
