import type { Router } from 'vue-router'

let isPop = false
let isBack = false

/** Notes whether each page was come to by the browser's own back and forward. */
export function watchBack(router: Router): void {
  router.options.history.listen(() => (isPop = true))
  router.beforeEach(() => {
    isBack = isPop
    isPop = false
    return true
  })
}

/** Whether the page that is shown, or just about to be, was come back to. */
export const hasComeBack = (): boolean => isBack
