declare module 'virtual:dictionary' {
  type Row = Record<string, string>
  export const regions: Row[]
  export const industries: Row[]
  export const guarantee_modes: Row[]
  export const purposes: Row[]
  export const institution_categories: Row[]
  export const data_items: Row[]
  export const refusal_reasons: Row[]
}
