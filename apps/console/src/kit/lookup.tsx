import { Select, type SelectProps } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Role } from '@/lib/api'
import { api } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { kit } from './texts'

export interface Choice {
  id: string
  title: string
  detail?: string
}

/** Where a lookup finds what can be chosen. `key` is the resource, so that hints refresh it. */
export interface Source {
  key: string
  roles?: readonly Role[]
  find: (text: string, signal: AbortSignal) => Promise<Choice[]>
  get: (id: string, signal: AbortSignal) => Promise<Choice>
}

/** Suppliers by name, tax id or e-mail. */
export const suppliers: Source = {
  key: 'suppliers',
  find: async (search, signal) => {
    const page = await api.get('/api/purchasing/suppliers', {
      query: { search, sort: 'legal_name', limit: 20 },
      signal,
    })
    return page.items.map((one) => ({ id: one.id, title: one.legal_name, detail: one.tax_id ?? undefined }))
  },
  get: async (id, signal) => {
    const one = await api.get('/api/purchasing/suppliers/{id}', { params: { id }, signal })
    return { id: one.id, title: one.legal_name }
  },
}

/** Products by name, SKU or barcode. */
export const products: Source = {
  key: 'products',
  find: async (search, signal) => {
    const page = await api.get('/api/purchasing/products', { query: { search, sort: 'name', limit: 20 }, signal })
    return page.items.map((one) => ({ id: one.id, title: one.name, detail: one.sku }))
  },
  get: async (id, signal) => {
    const one = await api.get('/api/purchasing/products/{id}', { params: { id }, signal })
    return { id: one.id, title: one.name, detail: one.sku }
  },
}

/** Shops by name, phone or address. */
export const customers: Source = {
  key: 'customers',
  find: async (search, signal) => {
    const page = await api.get('/api/identity/customers', { query: { search, limit: 20 }, signal })
    return page.items.map((one) => ({ id: one.id, title: one.business_name, detail: one.city ?? one.phone }))
  },
  get: async (id, signal) => {
    const one = await api.get('/api/identity/customers/{id}', { params: { id }, signal })
    return { id: one.id, title: one.business_name }
  },
}

/** Warehouses; there are few, so all of them are read. */
export const warehouses: Source = {
  key: 'warehouses',
  find: async (_, signal) => {
    const page = await api.get('/api/inventory/warehouses', { query: { limit: 200 }, signal })
    return page.items.map((one) => ({ id: one.id, title: one.name, detail: one.code }))
  },
  get: async (id, signal) => {
    const one = await api.get('/api/inventory/warehouses/{id}', { params: { id }, signal })
    return { id: one.id, title: one.name, detail: one.code }
  },
}

/** What was chosen, in words. */
export function useChosen(source: Source | undefined, id: string | null | undefined) {
  return useQuery({
    queryKey: [source?.key ?? 'none', 'lookup', { id: id ?? '' }],
    queryFn: ({ signal }) => (source as Source).get(id ?? '', signal),
    enabled: !!source && !!id,
    staleTime: 60_000,
  })
}

type Props = Omit<SelectProps<string>, 'data' | 'value' | 'onChange' | 'searchable' | 'filter'> & {
  source: Source
  value?: string | null
  onChange?: (id: string | null, choice?: Choice) => void
}

/**
 * Chooses one of many by typing: reads what matches from the server. For those who type faster than it answers, Enter never
 * takes what still stands there from the letters before, but waits and takes the first that fits what was typed.
 */
export function Lookup({ source, value = null, onChange, ...rest }: Props) {
  const t = useTexts(kit).lookup
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const chosen = useChosen(source, value)
  // While the choice itself stands in the field, everything is offered.
  const search = value && chosen.data && text === chosen.data.title ? '' : text
  const found = useQuery({
    queryKey: [source.key, 'lookup', null, search],
    queryFn: ({ signal }) => source.find(search, signal),
    enabled: open,
    placeholderData: keepPreviousData,
  })
  const late = open && (found.isPending || found.isPlaceholderData)

  const choose = (choice: Choice | undefined) => {
    if (!choice) return
    setOpen(false)
    onChange?.(choice.id, choice)
  }
  const chooseNow = useRef(choose)
  chooseNow.current = choose
  // What Enter was pressed for, while it was not there yet.
  const wanted = useRef<string>(undefined)
  useEffect(() => {
    if (wanted.current === undefined || late) return
    const first = wanted.current === search ? found.data?.[0] : undefined
    wanted.current = undefined
    chooseNow.current(first)
  }, [late, search, found.data])
  // Whoever goes through the list with arrows takes what is marked.
  const moved = useRef(false)
  const keys = (event: KeyboardEvent) => {
    wanted.current = undefined
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moved.current = !late
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !open) return
    if (!late && (moved.current || !search.trim())) return
    event.preventDefault()
    event.stopPropagation()
    if (!late) choose(found.data?.[0])
    else if (search.trim()) wanted.current = search
  }
  const type = (typed: string) => {
    moved.current = false
    setText(typed)
  }

  // What was found stands first: Enter takes the first.
  const choices = new Map<string, Choice>((found.data ?? []).map((choice) => [choice.id, choice]))
  if (chosen.data && value && !choices.has(value)) choices.set(value, { ...chosen.data, id: value })
  return (
    <Select
      searchable
      clearable={!rest.required}
      selectFirstOptionOnChange
      // Within the page's landmark, and scrolled by the list itself, as screen readers and axe expect.
      comboboxProps={{ shadow: 'md', portalProps: { target: '#main' } }}
      withScrollArea={false}
      styles={{ options: { maxHeight: 280, overflowY: 'auto' } }}
      nothingFoundMessage={found.isError ? t.failed : found.isFetching ? t.type : t.nothing}
      {...rest}
      data={[...choices.values()].map((choice) => ({ value: choice.id, label: choice.title }))}
      renderOption={({ option }) => (
        <span className="sf-option">
          <span>{option.label}</span>
          <small className="sf-quiet">{choices.get(option.value)?.detail}</small>
        </span>
      )}
      filter={({ options }) => options}
      value={value}
      onChange={(id: string | null) => onChange?.(id, id ? choices.get(id) : undefined)}
      searchValue={text}
      onSearchChange={type}
      dropdownOpened={open}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onKeyDownCapture={keys}
    />
  )
}
