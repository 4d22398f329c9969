// Lists the operations of the platform from its own description, grouped by function.

import { wordOf } from '../common/words.ts'

/** The roles of people; an operation for all of them needs a session only. */
const ROLES = ['applicant', 'officer', 'manager', 'operator', 'regulator']
const TYPES = {
  string: '文本',
  integer: '整数',
  number: '数',
  boolean: '是/否',
  array: '列表',
  object: '对象',
}

/** An element with attributes and children; strings become text, never markup. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children.flat())
  return element
}

/** The groups of the document: each function with its operations, in the order of the tags. */
function groups(document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
  )
  return document.tags
    .map((tag) => {
      const [title, purpose] = tag.description.split('：')
      const own = operations.filter((operation) => operation.tags[0] === tag.name)
      return { name: tag.name, title, purpose, operations: own }
    })
    .filter((group) => group.operations.length > 0)
}

function roles(operation) {
  const names = operation['x-roles']
  if (names.length === 0) return [make('span', { class: 'role open' }, '无需登录')]
  if (names.length === ROLES.length) return [make('span', { class: 'role' }, '登录用户')]
  return names.map((name) => make('span', { class: 'role' }, wordOf('role', name).name))
}

function resolve(schema, description) {
  const name = schema?.$ref?.split('/').pop()
  return name ? description.components.schemas[name] : (schema ?? {})
}

/** A schema in a few words: `文本`, `列表：PoolItem`, `Party`. */
function kind(schema = {}) {
  if (schema.$ref) return schema.$ref.split('/').pop()
  const choice = (schema.oneOf ?? schema.anyOf ?? []).find((one) => one.type !== 'null')
  if (choice) return kind(choice)
  const type = [schema.type].flat().find((one) => one && one !== 'null')
  if (type === 'array') return `列表：${kind(schema.items)}`
  if (schema.enum) return schema.enum.filter((one) => one !== null).join(' / ')
  return { uuid: '编号', date: '日期', 'date-time': '时间' }[schema.format] ?? TYPES[type] ?? '任意'
}

/** Text in which `backticks` mark code. */
function prose(text = '') {
  return text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part))
}

/** What a property means; a nullable reference says it beside the reference. */
function meaning(property) {
  return property.description ?? property.oneOf?.find((one) => one.description)?.description
}

function table(caption, rows) {
  if (rows.length === 0) return []
  const body = rows.map(([name, required, type, text]) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, name, required ? make('span', { class: 'must' }, '必填') : ''),
      type === null ? '' : make('td', { class: 'kind' }, type),
      make('td', {}, prose(text)),
    ),
  )
  return [make('table', {}, make('caption', {}, caption), make('tbody', {}, body))]
}

function properties(schema, description) {
  const whole = resolve(schema, description)
  const required = new Set(whole.required ?? [])
  const properties = Object.entries(whole.properties ?? {})
  return properties.map(([name, property]) => ({ name, property, required: required.has(name) }))
}

function details(operation, description) {
  const parameters = (operation.parameters ?? []).map((one) => [
    one.name,
    one.required,
    kind(one.schema),
    one.description,
  ])
  const sent = properties(operation.requestBody?.content?.['application/json']?.schema, description).map(
    ({ name, property, required }) => [name, required, kind(property), meaning(property)],
  )
  const success = Object.values(operation.responses).find((one) => one.content?.['application/json'])
  const given = properties(success?.content['application/json'].schema, description).map(
    ({ name, property }) => [name, false, kind(property), meaning(property)],
  )
  const answers = Object.entries(operation.responses).map(([status, one]) => [
    status,
    false,
    null,
    one.description,
  ])
  return make(
    'div',
    { class: 'more' },
    operation.description ? make('p', { lang: 'en' }, prose(operation.description)) : '',
    table('参数', parameters),
    table('请求内容', sent),
    table('返回内容', given),
    table('状态码', answers),
  )
}

function card(operation, description) {
  const element = make(
    'details',
    {},
    make(
      'summary',
      {},
      make('span', { class: `method ${operation.method}` }, operation.method.toUpperCase()),
      make(
        'span',
        { class: 'title' },
        operation.summary ?? operation.operationId,
        make('span', { class: 'path' }, operation.path),
      ),
      make('span', { class: 'roles' }, roles(operation)),
    ),
  )
  // The tables of an operation are made when it is opened.
  element.addEventListener('toggle', () => element.append(details(operation, description)), { once: true })
  const words = [
    operation.summary,
    operation.path,
    operation.method,
    ...operation['x-roles'].map((name) => wordOf('role', name).name),
  ]
  element.dataset.words = words.join(' ').toLowerCase()
  return element
}

function section(group, description) {
  return make(
    'section',
    { 'aria-labelledby': group.name },
    make('h2', { id: group.name }, group.title, make('code', {}, group.name)),
    make('p', { class: 'purpose' }, group.purpose ?? ''),
    make(
      'div',
      { class: 'card' },
      group.operations.map((operation) => card(operation, description)),
    ),
  )
}

function filter(text) {
  const wanted = text.trim().toLowerCase()
  let shown = 0
  for (const part of document.querySelectorAll('section')) {
    const cards = [...part.querySelectorAll('details')]
    for (const one of cards) one.hidden = !one.dataset.words.includes(wanted)
    const left = cards.filter((one) => !one.hidden).length
    part.hidden = left === 0
    shown += left
  }
  document.getElementById('nothing').hidden = shown > 0
}

async function start() {
  const main = document.getElementById('operations')
  const count = document.getElementById('count')
  try {
    const response = await fetch('/api/openapi.json')
    if (!response.ok) throw new Error(`status ${response.status}`)
    const description = await response.json()
    const all = groups(description)
    const total = all.reduce((sum, group) => sum + group.operations.length, 0)
    count.textContent = `版本 ${description.info.version}，${all.length} 项功能，${total} 个接口`
    document
      .getElementById('groups')
      .append(
        ...all.map((group) =>
          make(
            'li',
            {},
            make(
              'a',
              { href: `#${group.name}` },
              group.title,
              make('span', {}, String(group.operations.length)),
            ),
          ),
        ),
      )
    main.append(
      ...all.map((group) => section(group, description)),
      make('p', { id: 'nothing', class: 'notice', hidden: '' }, '没有符合条件的接口，请换一个词再试。'),
    )
    document.getElementById('filter').addEventListener('input', (event) => filter(event.target.value))
  } catch {
    count.textContent = ''
    main.append(make('p', { class: 'notice', role: 'alert' }, '接口描述暂时无法读取，请稍后刷新页面重试。'))
  }
}

start()
