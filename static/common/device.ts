/** This device's name for the anti-fraud rules: random, kept here; the platform keeps a keyed digest. */
const KEY = 'rongtong-device'
const SHAPE = /^[A-Za-z0-9_-]{8,64}$/

export function deviceId(): string | undefined {
  try {
    const kept = localStorage.getItem(KEY)
    if (kept && SHAPE.test(kept)) return kept
    const made = crypto.randomUUID()
    localStorage.setItem(KEY, made)
    return made
  } catch {
    return undefined // storage is forbidden, or the page is not served safely: nothing is said of the device
  }
}
