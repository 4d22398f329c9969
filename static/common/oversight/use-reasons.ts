import { computed } from 'vue'
import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'

/** What the reasons of rules are called: by the rules that give them, the newest first. */
export function useReasons() {
  const versions = useOne(() => ask(api.GET('/api/rule-versions', { params: { query: { limit: 100 } } })))
  void versions.reload()
  const titles = computed(() => {
    const rules = (versions.value.value?.items ?? []).flatMap(({ body }) => body.rules)
    return new Map(rules.reverse().map((rule) => [rule.reason, rule.title]))
  })
  return (reasons: string[]) => reasons.map((reason) => titles.value.get(reason) ?? reason).join('、')
}
