import { computed } from 'vue'
import { api, ask } from '../api/client'
import { useOne } from '../composables/use-one'

/** What rules may read, by name. */
export function useRuleInputs() {
  const inputs = useOne(() => ask(api.GET('/api/rule-inputs')))
  void inputs.reload()
  return computed(() => new Map((inputs.value.value?.items ?? []).map((input) => [input.name, input])))
}
