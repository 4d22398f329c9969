import { afterEach, describe, expect, it, vi } from 'vitest'
import { deviceId } from './device'

afterEach(() => vi.unstubAllGlobals())

function storage(kept: Record<string, string>) {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => (kept[key] = value),
  })
}

describe('the name of a device', () => {
  it('stays the same once it is made', () => {
    storage({})
    const made = deviceId()
    expect(made).toMatch(/^[0-9a-f-]{36}$/)
    expect(deviceId()).toBe(made)
  })
  it('is made anew where another program wrote over it', () => {
    storage({ 'rongtong-device': '<b>' })
    expect(deviceId()).toMatch(/^[0-9a-f-]{36}$/)
  })
  it('is not told where nothing can be kept', () => {
    vi.stubGlobal('localStorage', undefined)
    expect(deviceId()).toBeUndefined()
  })
})
