import { afterEach, describe, expect, it, vi } from 'vitest'
import { claimDrafts, useDraft } from './composables/use-draft'

afterEach(() => vi.unstubAllGlobals())

/** A browser's storage, whose keys are its own properties as they are there. */
function storage(): void {
  const methods = {
    getItem(key: string) {
      return (this as unknown as Record<string, string>)[key] ?? null
    },
    setItem(key: string, value: string) {
      ;(this as unknown as Record<string, string>)[key] = value
    },
    removeItem(key: string) {
      Reflect.deleteProperty(this, key)
    },
  }
  vi.stubGlobal('localStorage', Object.create(methods))
}
const draft = () => useDraft('apply', { phone: '' })

describe('a draft', () => {
  it('is there again for whose session ended by itself', () => {
    storage()
    claimDrafts('applicant01')
    draft().form.phone = '17000000001'
    claimDrafts('applicant01')
    expect(draft().form.phone).toBe('17000000001')
  })
  it('is not shown to whoever signs in next', () => {
    storage()
    claimDrafts('applicant01')
    draft().form.phone = '17000000001'
    claimDrafts('applicant02')
    expect(draft().form.phone).toBe('')
  })
})
