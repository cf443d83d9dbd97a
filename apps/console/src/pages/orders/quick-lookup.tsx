import { Select, type SelectProps } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { kit, type Source } from '@/kit'
import { useTexts } from '@/lib/lang'

type Props = Omit<SelectProps<string>, 'data' | 'value' | 'onChange' | 'searchable' | 'filter'> & {
  source: Source
  value: string | null
  onChange: (id: string | null) => void
}

/**
 * A lookup for those who type faster than the server answers: Enter never takes what still stands there from the letters
 * before, but waits and takes the first that fits what was typed.
 */
export function QuickLookup({ source, value, onChange, ...rest }: Props) {
  const t = useTexts(kit).lookup
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const chosen = useQuery({
    queryKey: [source.key, 'lookup', { id: value ?? '' }],
    queryFn: ({ signal }) => source.get(value ?? '', signal),
    enabled: !!value,
    staleTime: 60_000,
  })
  // While the choice itself stands in the field, everything is offered.
  const search = value && chosen.data && text === chosen.data.title ? '' : text
  const found = useQuery({
    queryKey: [source.key, 'lookup', null, search],
    queryFn: ({ signal }) => source.find(search, signal),
    enabled: open,
    placeholderData: keepPreviousData,
  })
  const late = open && (found.isPending || found.isPlaceholderData)

  // What Enter was pressed for.
  const wanted = useRef<string>(undefined)
  const choose = useRef(onChange)
  choose.current = onChange
  useEffect(() => {
    if (wanted.current === undefined || late) return
    const first = wanted.current === search ? found.data?.[0] : undefined
    wanted.current = undefined
    if (first) choose.current(first.id)
  }, [late, search, found.data])
  const keys = (event: KeyboardEvent) => {
    wanted.current = undefined
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !late) return
    event.preventDefault()
    event.stopPropagation()
    if (search.trim()) wanted.current = search
  }

  const choices = new Map((found.data ?? []).map((choice) => [choice.id, choice]))
  if (chosen.data && value && !choices.has(value)) choices.set(value, { ...chosen.data, id: value })
  return (
    <div onKeyDownCapture={keys}>
      <Select
        searchable
        clearable={!rest.required}
        selectFirstOptionOnChange
        openOnFocus={false}
        // As in the kit's lookup: within the page's landmark, and scrolled by the list itself.
        comboboxProps={{ shadow: 'md', portalProps: { target: '#main' } }}
        withScrollArea={false}
        styles={{ options: { maxHeight: 280, overflowY: 'auto' } }}
        nothingFoundMessage={found.isError ? t.failed : late ? t.type : t.nothing}
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
        onChange={onChange}
        searchValue={text}
        onSearchChange={setText}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
      />
    </div>
  )
}
