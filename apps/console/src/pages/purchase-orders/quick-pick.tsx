import { Select, type SelectProps } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { kit } from '@/kit'
import { useTexts } from '@/lib/lang'
import classes from './purchase-orders.module.css'

type Props<T> = Pick<
  SelectProps,
  'id' | 'label' | 'placeholder' | 'error' | 'required' | 'disabled' | 'aria-label' | 'onKeyDown'
> & {
  /** The beginning of the key that what was found is kept under. */
  queryKey: readonly unknown[]
  find: (text: string, signal: AbortSignal) => Promise<T[]>
  titleOf: (one: T) => string
  detailOf: (one: T) => string | undefined
  value: string | null
  /** What `value` names, once it is known. */
  chosen: T | undefined
  onChoose: (one: T) => void
  /** What was typed before and is nothing that was found (yet). */
  typed?: string
  /** `left`: the list was not waited for. Without it, Enter waits for the list. */
  onTyped?: (text: string, left: boolean) => void
  'data-autofocus'?: boolean
}

/**
 * One of many, for those who type faster than the server answers. Enter (or Tab) takes what is marked in a list that belongs to
 * what was typed, never in the list of the letters before. Where that list is not there yet nothing is guessed: what was typed
 * is handed on (`onTyped`) to be looked for while the next field is filled, as is what was typed before the field was left.
 */
export function QuickPick<T extends { id: string }>(props: Props<T>) {
  const { queryKey, find, titleOf, detailOf, value, chosen, onChoose, typed = '', onTyped, ...rest } = props
  const t = useTexts(kit).lookup
  const [text, setText] = useState('')
  const [focused, setFocused] = useState(false)
  const [open, setOpen] = useState(false)
  /** The field is left because something was taken. */
  const taken = useRef(false)

  const search = (value && chosen && text === titleOf(chosen) ? '' : text).trim()
  const found = useQuery({
    queryKey: [...queryKey, search],
    queryFn: ({ signal }) => find(search, signal),
    enabled: open,
    placeholderData: keepPreviousData,
  })
  const fresh = found.isSuccess && !found.isPlaceholderData
  const offered = found.data ?? []

  const choose = (one: T) => {
    taken.current = true
    setOpen(false)
    onChoose(one)
    taken.current = false
  }

  // What Enter was pressed for, before the list was there.
  const wanted = useRef<string>(undefined)
  const chooseNow = useRef(choose)
  chooseNow.current = choose
  useEffect(() => {
    if (wanted.current === undefined || !fresh) return
    const first = wanted.current === search ? found.data?.[0] : undefined
    wanted.current = undefined
    if (first) chooseNow.current(first)
  }, [fresh, search, found.data])

  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    wanted.current = undefined
    const enter = event.key === 'Enter'
    const tab = event.key === 'Tab' && !event.shiftKey
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return
    if (!enter && !tab) return
    const list = document.getElementById(event.currentTarget.getAttribute('aria-controls') ?? '')
    const options = [...(list?.querySelectorAll('[data-combobox-option]') ?? [])]
    const marked = options.findIndex((option) => option.hasAttribute('data-combobox-selected'))
    // Nothing was typed: the arrows may have marked something; otherwise the keys go on to the next field.
    if (search === '' && !(enter && open && marked >= 0)) return
    event.preventDefault()
    event.stopPropagation()
    const one = fresh ? offered[Math.max(marked, 0)] : undefined
    if (one) choose(one)
    else if (!onTyped) wanted.current = search
    else {
      const left = !fresh || tab
      taken.current = left
      setOpen(false)
      onTyped(search, left)
      taken.current = false
    }
  }

  const choices = [...offered]
  if (chosen && !choices.some((one) => one.id === chosen.id)) choices.push(chosen)
  return (
    <Select
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      openOnFocus={false}
      withCheckIcon={false}
      autoComplete="off"
      comboboxProps={{
        shadow: 'md',
        // Within the page's landmark, and scrolled by the list itself, as screen readers and axe expect.
        portalProps: { target: '#main' },
      }}
      withScrollArea={false}
      classNames={{ options: search ? classes.options : undefined }}
      styles={{ options: { maxHeight: 260, overflowY: 'auto' } }}
      nothingFoundMessage={found.isError ? t.failed : fresh ? t.nothing : t.type}
      {...rest}
      placeholder={value && !chosen ? '…' : rest.placeholder}
      data={choices.map((one) => ({ value: one.id, label: titleOf(one) }))}
      renderOption={({ option }) => {
        const one = choices.find((choice) => choice.id === option.value)
        return (
          <span className="sf-option">
            <span>{option.label}</span>
            <small className={classes.detail}>{one && detailOf(one)}</small>
          </span>
        )
      }}
      filter={({ options }) => options}
      value={value}
      onChange={(id) => {
        const one = choices.find((choice) => choice.id === id)
        if (one) choose(one)
      }}
      searchValue={!focused && !value && typed ? typed : text}
      onSearchChange={setText}
      dropdownOpened={open}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onKeyDownCapture={keys}
      onFocus={(event) => {
        setFocused(true)
        if (!value && typed) {
          setText(typed)
          setOpen(true)
        }
        const input = event.currentTarget
        setTimeout(() => document.activeElement === input && input.select())
      }}
      onBlur={() => {
        setFocused(false)
        setOpen(false)
        wanted.current = undefined
        if (!taken.current && search !== '' && search !== typed) onTyped?.(search, true)
      }}
    />
  )
}
