import { ref } from 'vue'

/** Whether the page is dark; `theme.js` set it before the first paint. */
export const isDark = ref(document.documentElement.classList.contains('dark'))

export function toggleTheme(): void {
  isDark.value = !isDark.value
  document.documentElement.classList.toggle('dark', isDark.value)
  try {
    localStorage.setItem('rongtong-theme', isDark.value ? 'dark' : 'light')
  } catch {
    /* lasts until the reload */
  }
}
