import { type Ref, nextTick, watch } from 'vue'
import type { Problem } from '../api/client'

const CONTROLS = 'input, select, textarea, button'

/** Brings the keyboard to the first field of a form that was refused, once the form shows which these are. */
export function useFirstFault(
  form: Ref<HTMLElement | { $el: unknown } | null | undefined>,
  problem: () => Problem | undefined,
): void {
  watch(problem, async (now) => {
    if (!now?.fields.length) return
    await nextTick()
    const box = form.value && '$el' in form.value ? (form.value.$el as HTMLElement) : form.value
    const field = box?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const control = field?.matches(CONTROLS) ? field : field?.querySelector<HTMLElement>(CONTROLS)
    control?.focus()
  })
}
