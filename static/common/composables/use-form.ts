import {
  computed,
  inject,
  type InjectionKey,
  onBeforeUnmount,
  type Ref,
  ref,
  shallowReactive,
  useId,
  watch,
} from 'vue'
import type { Problem } from '../api/client'
import { Typed } from '../typed'
import { useAct } from './use-act'

/** What a form knows of one of its fields. */
interface Part {
  /** What to say when nothing was filled in that is needed. */
  missing: () => string | undefined
  isFaulty: () => boolean
}

/** A form as `FormBody` and `FormDialog` show it. */
export interface FormState {
  problem: Readonly<Ref<Problem | undefined>>
  isRunning: Readonly<Ref<boolean>>
  /** Counts the presses, so that a fault which was corrected and is there again is shown again. */
  attempts: Ref<number>
  parts: Map<string, Part>
  submit: () => unknown
}

/** The form around a field. */
export const FORM: InjectionKey<FormState> = Symbol('form')

/**
 * A form of the user. `read` makes of the fields what is sent and tells `typed` all that is wrong with them; fields
 * that are required and empty are found without it. Only when nothing is wrong, `send` is asked.
 */
export function useForm<B, T>(read: (typed: Typed) => B, send: (body: B) => Promise<T>) {
  const parts = shallowReactive(new Map<string, Part>())
  const attempts = ref(0)
  const { run, problem, isRunning } = useAct(() => {
    const typed = new Typed()
    const body = read(typed)
    for (const [id, part] of parts) {
      const missing = part.missing()
      if (missing) typed.refuse(id, missing)
    }
    return Promise.resolve(typed.done(body)).then(send)
  })
  const submit = () => {
    attempts.value += 1
    return run()
  }
  return { problem, isRunning, attempts, parts, submit }
}

/** What every field has, whatever it looks like. */
interface Given {
  label: string
  required?: boolean | undefined
  /** What was wrong with it, where its page says so. */
  fault?: string | undefined
  /** Its name in the refusals of the platform, where its form is to find it. */
  name?: string | undefined
  /** It is chosen, not typed. */
  isChoice?: boolean
}

/** A field of a form: its id, and what is wrong with it until it is corrected. */
export function useField(given: () => Given, value: () => unknown) {
  const form = inject(FORM, undefined)
  const id = useId()
  const isCorrected = ref(false)
  watch(value, () => (isCorrected.value = true), { deep: true, flush: 'sync' })
  watch(
    () => (form ? form.attempts.value : given().fault),
    () => (isCorrected.value = false),
    { flush: 'sync' },
  )

  const fault = computed(() => {
    if (isCorrected.value) return undefined
    const { fault: said, name } = given()
    const problem = form?.problem.value
    return said ?? (name && problem?.of(name)) ?? problem?.of(id)
  })
  function missing(): string | undefined {
    const { label, required, isChoice } = given()
    return required && isEmpty(value()) ? `${isChoice ? '请选择' : '请填写'}${label}` : undefined
  }
  form?.parts.set(id, { missing, isFaulty: () => !!fault.value })
  onBeforeUnmount(() => form?.parts.delete(id))
  return { id, fault }
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return !value.trim()
  return value === undefined || value === null || value === false || (Array.isArray(value) && !value.length)
}
