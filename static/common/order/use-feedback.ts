import { type Problem, type Schemas, api, ask, problemOf } from '../api/client'
import { useAct } from '../composables/use-act'
import { useDraft } from '../composables/use-draft'
import { percentOf } from '../typed'
import * as forms from './forms'

type Detail = Schemas['OrderDetail']

/** A step's form: what was typed is kept until it was sent; `moved` is called when the order moved meanwhile. */
function useFeedback<T extends Record<string, unknown>, R>(
  name: string,
  empty: T,
  send: (form: T) => Promise<R>,
  moved: (refusal?: Problem) => unknown,
) {
  const { form, clear } = useDraft(name, empty)
  const act = useAct(async () => {
    try {
      const receipt = await send(form)
      clear()
      await moved()
      return receipt
    } catch (cause) {
      const refusal = problemOf(cause)
      if (refusal.status === 409) await moved(refusal)
      throw refusal
    }
  })
  return { form, ...act }
}

type Moved = (refusal?: Problem) => unknown
const path = (order: Detail) => ({ path: { id: order.id } })

export function useFirstReview(order: Detail, moved: Moved) {
  const feedback = useFeedback(
    `first-review:${order.id}`,
    forms.firstReviewOf(order),
    async (form) =>
      ask(
        api.POST('/api/orders/{id}/first-review', {
          params: path(order),
          body: forms.firstReview(form, order.source === 'demand', order.needs_override),
        }),
      ),
    moved,
  )
  if (order.source === 'demand')
    void wished(order).then(
      ({ rate }) => (feedback.form.rate ||= percentOf(rate)),
      () => undefined,
    )
  return feedback
}
export function useDisbursement(order: Detail, moved: Moved) {
  return useFeedback(
    `disbursement:${order.id}`,
    forms.disbursementOf(order),
    async (form) =>
      ask(api.POST('/api/orders/{id}/disbursement', { params: path(order), body: forms.disbursement(form) })),
    moved,
  )
}
export function useSettlement(order: Detail, moved: Moved) {
  return useFeedback(
    `settlement:${order.id}`,
    forms.settlementOf(),
    async (form) =>
      ask(api.POST('/api/orders/{id}/settlement', { params: path(order), body: forms.settlement(form) })),
    moved,
  )
}
export function useCompensation(order: Detail, moved: Moved) {
  return useFeedback(
    `compensation:${order.id}`,
    forms.compensationOf(),
    async (form) =>
      ask(api.POST('/api/orders/{id}/compensation', { params: path(order), body: forms.compensation(form) })),
    moved,
  )
}
/** The credit's form; rate and guarantee begin with what the product offers or the demand asked for. */
export function useCredit(order: Detail, moved: Moved) {
  const feedback = useFeedback(
    `credit:${order.id}`,
    forms.creditOf(order),
    async (form) =>
      ask(
        api.POST('/api/orders/{id}/credit', {
          params: path(order),
          body: forms.credit(form, order.needs_override),
        }),
      ),
    moved,
  )
  void wished(order).then(
    ({ mode, rate }) => {
      if (feedback.form.rate) return
      feedback.form.rate = percentOf(rate)
      feedback.form.mode = mode ?? feedback.form.mode
    },
    () => undefined,
  )
  return feedback
}
async function wished(
  order: Detail,
): Promise<{ mode?: string | null | undefined; rate?: string | null | undefined }> {
  if (order.product_id) {
    const product = await ask(api.GET('/api/products/{id}', { params: { path: { id: order.product_id } } }))
    return { mode: product.guarantee_mode, rate: product.annual_rate_min }
  }
  if (!order.demand_id) return {}
  const demand = await ask(api.GET('/api/demands/{id}', { params: { path: { id: order.demand_id } } }))
  return { mode: demand.guarantee_mode, rate: demand.annual_rate_max }
}
