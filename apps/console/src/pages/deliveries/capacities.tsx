import { Button, NativeSelect } from '@mantine/core'
import type { Capacity, Weekday } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type Column,
  confirm,
  DayInput,
  EditorForm,
  Failed,
  Loading,
  Lookup,
  QuantityInput,
  Rows,
  Section,
  Stack,
  toast,
  useCommand,
  useEditor,
  warehouses,
} from '@/kit'
import { api, changed, reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import { planners } from './area'
import classes from './deliveries.module.css'
import { SetupHeader } from './parts'
import { WEEKDAYS } from './room'
import { texts } from './texts'

export default function Capacities() {
  const t = useTexts(texts)
  const f = useFormats()
  const places = useWarehouses()
  const mayPlan = useCan(...planners)
  const command = useCommand()
  const [turn, setTurn] = useState(0)
  const defaults = useQuery(reading('/api/logistics/capacity-defaults', { query: { limit: 200 } }))
  const days = useQuery(reading('/api/logistics/capacities', { query: { limit: 200 } }))

  const scope = (one: Capacity) =>
    one.on ? f.longDay(one.on) : one.weekday ? t.weekdaysLong[one.weekday] : t.capacities.every
  const remove = async (one: Capacity) => {
    const what = `${places.nameOf(one.warehouse_id)}, ${scope(one)}`
    const text = one.on ? t.capacities.removeDay : t.capacities.removeDefault
    const title = t.capacities.removeTitle({ what })
    if (!(await confirm({ title, text, yes: t.capacities.remove, danger: true }))) return
    await command.run(
      () => api.delete('/api/logistics/capacities/{id}', { params: { id: one.id } }),
      t.capacities.removed,
    )
    await changed('capacities', 'capacity-defaults', 'audit')
  }
  const columns: Column<Capacity>[] = [
    { key: 'warehouse', label: t.fields.warehouse, value: (one) => places.nameOf(one.warehouse_id) },
    { key: 'scope', label: t.fields.scope, value: scope },
    {
      key: 'stops',
      label: t.fields.stops,
      cell: (one) => (one.stops == null ? t.capacities.unlimited : f.number(one.stops)),
      value: (one) => one.stops,
      align: 'right',
    },
    {
      key: 'grams',
      label: t.fields.grams,
      cell: (one) => (one.grams == null ? t.capacities.unlimited : f.number(one.grams / 1000)),
      value: (one) => one.grams,
      align: 'right',
    },
  ]
  const used: Column<Capacity> = {
    key: 'used',
    label: t.capacities.used,
    value: (one) => t.capacities.usedOf({ stops: one.used_stops, kilos: f.number(one.used_grams / 1000) }),
  }
  const buttons: Column<Capacity>[] = mayPlan
    ? [
        {
          key: 'remove',
          label: t.capacities.remove,
          value: () => undefined,
          cell: (one) => (
            <Button
              size="xs"
              variant="default"
              aria-label={t.capacities.removeOf({ what: `${places.nameOf(one.warehouse_id)}, ${scope(one)}` })}
              onClick={() => remove(one)}
            >
              {t.capacities.remove}
            </Button>
          ),
        },
      ]
    : []
  const own = (days.data?.items ?? [])
    .filter((one) => one.set_by === 'staff')
    .sort((a, b) => String(a.on).localeCompare(String(b.on)))
  return (
    <>
      <SetupHeader />
      <Stack>
        {mayPlan && (
          <Section title={t.capacities.set}>
            <Form key={turn} done={() => setTurn(turn + 1)} />
          </Section>
        )}
        {([defaults, days] as const).map((found, index) => {
          const rows = index === 0 ? (defaults.data?.items ?? []) : own
          const title = index === 0 ? t.capacities.defaults : t.capacities.days
          return (
            <Section key={title} title={title} flush>
              {found.isError && <Failed error={found.error} retry={found.refetch} />}
              {found.isPending && <Loading />}
              {found.data && rows.length === 0 && (
                <p className="sf-quiet" style={{ padding: '0 16px' }}>
                  {index === 0 ? t.capacities.none : t.capacities.noDays}
                </p>
              )}
              {rows.length > 0 && (
                <Rows
                  label={title}
                  rows={rows}
                  rowKey={(one) => one.id}
                  columns={index === 0 ? [...columns, ...buttons] : [...columns, used, ...buttons]}
                />
              )}
            </Section>
          )
        })}
      </Stack>
    </>
  )
}

interface Values {
  warehouse_id: string
  scope: 'every' | 'weekday' | 'day'
  weekday: Weekday
  on: string | null
  stops: number | null
  /** Kilograms, as typed. */
  grams: number | null
  [name: string]: unknown
}

function Form({ done }: { done: () => void }) {
  const t = useTexts(texts)
  const f = useFormats()
  const editor = useEditor<Values, Capacity>({
    name: 'capacity:set',
    initial: { warehouse_id: '', scope: 'every', weekday: 'mon', on: null, stops: null, grams: null },
    validate: (values) => ({
      warehouse_id: values.warehouse_id ? null : t.capacities.needed,
      on: values.scope === 'day' && !values.on ? t.capacities.needed : null,
    }),
    save: (values, { idempotencyKey }) => {
      const { warehouse_id, scope, stops, grams } = values
      const body = {
        warehouse_id,
        on: scope === 'day' ? values.on : null,
        weekday: scope === 'weekday' ? values.weekday : null,
        stops,
        grams: grams === null ? null : grams * 1000,
      }
      return api.post('/api/logistics/capacities', { body, idempotencyKey })
    },
    saved: async () => {
      toast.good(t.capacities.done)
      await changed('capacities', 'capacity-defaults', 'audit')
      done()
    },
  })
  const { form } = editor
  const { scope } = form.values
  return (
    <EditorForm editor={editor} labels={{ ...t.fields, warehouse_id: t.fields.warehouse }} save={t.capacities.button}>
      <div className={classes.inline}>
        <Lookup
          label={t.fields.warehouse}
          required
          source={warehouses}
          value={form.values.warehouse_id}
          {...form.getInputProps('warehouse_id')}
        />
        <NativeSelect
          label={t.fields.scope}
          data={(['every', 'weekday', 'day'] as const).map((value) => ({ value, label: t.capacities[value] }))}
          {...form.getInputProps('scope')}
        />
        {scope === 'weekday' && (
          <NativeSelect
            label={t.capacities.which}
            data={WEEKDAYS.map((value) => ({ value, label: t.weekdaysLong[value] }))}
            {...form.getInputProps('weekday')}
          />
        )}
        {scope === 'day' && (
          <DayInput
            label={t.capacities.which}
            required
            min={f.today()}
            value={form.values.on}
            {...form.getInputProps('on')}
          />
        )}
        <QuantityInput
          label={t.fields.stops}
          description={t.capacities.stopsHint}
          max={1_000_000}
          value={form.values.stops}
          {...form.getInputProps('stops')}
        />
        <QuantityInput
          label={t.fields.grams}
          description={t.capacities.gramsHint}
          max={1_000_000_000}
          value={form.values.grams}
          {...form.getInputProps('grams')}
        />
      </div>
    </EditorForm>
  )
}
