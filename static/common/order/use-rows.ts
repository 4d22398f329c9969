import { type Ref, onBeforeUnmount, onMounted } from 'vue'

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="listbox"], dialog, .el-overlay'

/**
 * The keys j and k lead from row to row of a list, Enter opens what has the focus, as it does for every link. A row is
 * a link with `data-row`. They rest while somebody types, or works in a dialog.
 */
export function useRows(list: Ref<HTMLElement | null | undefined>): void {
  function press(event: KeyboardEvent): void {
    const step = { j: 1, k: -1 }[event.key]
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.closest(TYPING)) return
    const rows = [...(list.value?.querySelectorAll<HTMLElement>('a[data-row]') ?? [])]
    const at = rows.findIndex((row) => row === document.activeElement)
    const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step
    const row = rows[next]
    if (!row) return
    event.preventDefault()
    row.focus()
    row.scrollIntoView({ block: 'nearest' })
  }
  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}
