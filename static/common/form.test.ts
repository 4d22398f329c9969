import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, reactive } from 'vue'
import { Problem } from './api/client'
import Field from './components/Field.vue'
import FormBody from './components/FormBody.vue'
import { useForm } from './composables/use-form'

const FIELDS = [
  { name: 'title', label: '名称', type: 'text' },
  { name: 'share', label: '比例（%）', type: 'text' },
  { name: 'ends_on', label: '到期日', type: 'date' },
] as const

/** A form of three fields, one of them a number, which sends what it has to `send`. */
function mounted(send: (body: unknown) => Promise<unknown>) {
  const values = reactive({ title: '', share: 'abc', ends_on: '' })
  const wrapper = mount(
    defineComponent({
      setup() {
        const form = useForm((typed) => ({ ...values, share: typed.share('share', values.share) }), send)
        return () =>
          h(FormBody, { form }, () =>
            FIELDS.map((field) =>
              h(Field, {
                ...field,
                required: true,
                modelValue: values[field.name],
                'onUpdate:modelValue': (now: string) => (values[field.name] = now),
              }),
            ),
          )
      },
    }),
    { attachTo: document.body },
  )
  const settled = () => new Promise((resolve) => setTimeout(resolve))
  const press = async () => {
    await wrapper.find('form').trigger('submit')
    await settled()
  }
  const faults = () => wrapper.findAll('.fault').map((one) => one.text())
  return { wrapper, values, press, faults }
}

describe('a form', () => {
  it('names all that is wrong at once, and the first of it has the focus', async () => {
    let sent = 0
    const { wrapper, press, faults } = mounted(() => Promise.resolve((sent += 1)))
    await press()
    expect(faults()).toEqual(['请填写名称', '请只填写数字，例如 4.35，表示 4.35%', '请选择到期日'])
    expect(document.activeElement).toBe(wrapper.find('input').element)
    expect(sent).toBe(0)
    wrapper.unmount()
  })

  it('is quiet about what was corrected, and says it again when it is wrong again', async () => {
    const { wrapper, press, faults } = mounted(() => Promise.resolve())
    await press()
    const [title] = wrapper.findAll('input')
    await title?.setValue('甲')
    expect(faults()).toHaveLength(2)
    await title?.setValue(' ')
    await press()
    expect(faults()).toHaveLength(3)
    wrapper.unmount()
  })

  it('takes its note back when nothing is wrong any more', async () => {
    const { wrapper, values, press, faults } = mounted(() => Promise.resolve())
    await press()
    expect(wrapper.text()).toContain('请按提示修改标出的内容')
    Object.assign(values, { title: '甲', share: '40', ends_on: '2026-12-01' })
    await nextTick()
    expect(faults()).toEqual([])
    expect(wrapper.text()).not.toContain('请按提示修改标出的内容')
    wrapper.unmount()
  })

  it('shows what the platform refuses at its field, and what has no field below', async () => {
    const refusal = (field: string) =>
      new Problem('invalid_fields', '请修改', 422, [{ field, code: 'taken', message: '已有同名的' }])
    let next = refusal('title')
    const { wrapper, values, press, faults } = mounted(() => Promise.reject(next))
    Object.assign(values, { title: '甲', share: '40', ends_on: '2026-12-01' })
    await nextTick()
    await press()
    expect(faults()).toEqual(['已有同名的'])
    next = refusal('hidden')
    await press()
    expect(faults()).toEqual([])
    expect(wrapper.find('li').text()).toBe('已有同名的')
    wrapper.unmount()
  })
})
