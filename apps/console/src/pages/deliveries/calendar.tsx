import { Checkbox, TextInput } from '@mantine/core'
import type { Calendar, Weekday } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { DetailPage, EditorForm, FieldGrid, PageHeader, QuantityInput, Section, toast, useEditor } from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import classes from './deliveries.module.css'
import { WEEKDAYS } from './room'
import { texts } from './texts'

interface Values {
  code: string
  weekdays: Weekday[]
  cut_off_hour: number | null
  [name: string]: unknown
}

const valuesOf = (one?: Calendar): Values => ({
  code: one?.code ?? '',
  weekdays: one ? WEEKDAYS.filter((day) => one.weekdays.includes(day)) : ['mon', 'tue', 'wed', 'thu', 'fri'],
  cut_off_hour: one?.cut_off_hour ?? 16,
})

/** `/calendars/new` and `/calendars/$id/edit`. */
export default function EditCalendar() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (id) return <Existing id={id} />
  return (
    <>
      <PageHeader title={t.calendars.new} back={{ to: '/calendars', label: t.setup.calendars }} />
      <Form />
    </>
  )
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/logistics/calendars/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: '/calendars', label: t.setup.calendars }}
      title={(one) => t.calendars.editTitle({ code: one.code })}
    >
      {(one: Calendar) => <Form one={one} />}
    </DetailPage>
  )
}

function Form({ one }: { one?: Calendar }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const editor = useEditor<Values, Calendar>({
    name: `calendar:${one?.id ?? 'new'}`,
    initial: valuesOf(one),
    version: one?.version,
    valuesOf,
    validate: (values) => ({
      code: values.code.trim() ? null : t.zones.needed,
      weekdays: values.weekdays.length > 0 ? null : t.calendars.one,
      cut_off_hour: values.cut_off_hour === null ? t.zones.needed : null,
    }),
    save: (values, { ifMatch, changes, id, idempotencyKey }) => {
      const { weekdays, code } = values
      const cut_off_hour = values.cut_off_hour ?? 0
      if (!one) {
        return api.post('/api/logistics/calendars', { body: { id, code, weekdays, cut_off_hour }, idempotencyKey })
      }
      const body = { weekdays: changes.weekdays, cut_off_hour: changes.cut_off_hour }
      return api.patch('/api/logistics/calendars/{id}', { params: { id: one.id }, ifMatch, body })
    },
    saved: async () => {
      toast.good(one ? t.calendars.saved : t.calendars.created)
      await changed('calendars', 'audit')
      await navigate({ to: '/calendars' })
    },
  })
  const { form } = editor
  return (
    <Section title={t.calendars.about}>
      <EditorForm
        editor={editor}
        labels={t.fields}
        show={{ weekdays: (days: Weekday[]) => days.map((day) => t.weekdays[day]).join(', ') }}
        cancel={() => navigate({ to: '/calendars' })}
      >
        <FieldGrid>
          <TextInput
            label={t.fields.code}
            description={t.calendars.codeHint}
            required
            disabled={!!one}
            maxLength={40}
            data-autofocus={one ? undefined : true}
            {...form.getInputProps('code')}
          />
          <QuantityInput
            label={t.fields.cut_off_hour}
            description={t.calendars.hourHint}
            required
            max={24}
            value={form.values.cut_off_hour}
            {...form.getInputProps('cut_off_hour')}
          />
        </FieldGrid>
        <Checkbox.Group label={t.fields.weekdays} required {...form.getInputProps('weekdays')}>
          <div className={classes.days}>
            {WEEKDAYS.map((day) => (
              <Checkbox key={day} value={day} label={t.weekdaysLong[day]} />
            ))}
          </div>
        </Checkbox.Group>
      </EditorForm>
    </Section>
  )
}
