import type { Schemas } from '../../common/api/client'
import { Typed, percentOf, wanOf } from '../../common/typed'
import type { Offer } from '../../common/product/version'

/** A product's version as it is typed: ten thousands of yuan, per cent, months. */
export type ProductDraft = {
  name: string
  summary: string
  mode: string
  amountMin: string
  amountMax: string
  termMin: string
  termMax: string
  rateMin: string
  rateMax: string
  subjects: string[]
  regions: string[]
  sections: string[]
  conditions: string
  materials: string
}
export const EMPTY: ProductDraft = {
  name: '',
  summary: '',
  mode: 'credit',
  amountMin: '',
  amountMax: '',
  termMin: '3',
  termMax: '36',
  rateMin: '',
  rateMax: '',
  subjects: [],
  regions: [],
  sections: [],
  conditions: '',
  materials: '',
}

/** What is offered now, to be changed. */
export function draftOf(offer: Offer): ProductDraft {
  return {
    name: offer.name,
    summary: offer.summary,
    mode: offer.guarantee_mode,
    amountMin: wanOf(offer.amount_min),
    amountMax: wanOf(offer.amount_max),
    termMin: String(offer.term_months_min),
    termMax: String(offer.term_months_max),
    rateMin: percentOf(offer.annual_rate_min),
    rateMax: percentOf(offer.annual_rate_max),
    subjects: [...offer.subject_types],
    regions: [...offer.region_codes],
    sections: [...offer.industry_sections],
    conditions: offer.conditions,
    materials: offer.materials,
  }
}

/** The interface's form, or the refusal with every field that is wrong. */
export function productForm(draft: ProductDraft): Schemas['ProductForm'] {
  const typed = new Typed()
  return typed.done({
    name: typed.text('name', draft.name, '请填写产品名称'),
    summary: draft.summary,
    guarantee_mode: draft.mode,
    amount_min: typed.wan('amount_min', draft.amountMin),
    amount_max: typed.wan('amount_max', draft.amountMax),
    term_months_min: typed.months('term_months_min', draft.termMin),
    term_months_max: typed.months('term_months_max', draft.termMax),
    annual_rate_min: typed.percent('annual_rate_min', draft.rateMin, 36),
    annual_rate_max: typed.percent('annual_rate_max', draft.rateMax, 36),
    subject_types: draft.subjects,
    region_codes: draft.regions,
    industry_sections: draft.sections,
    conditions: draft.conditions,
    materials: draft.materials,
  })
}
