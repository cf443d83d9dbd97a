import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { List } from '@/kit'
import { useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { planners } from './area'
import { SetupHeader } from './parts'
import { WEEKDAYS } from './room'
import { texts } from './texts'

export default function Calendars() {
  const t = useTexts(texts)
  const mayPlan = useCan(...planners)
  const create = mayPlan && (
    <Button component={Link} to="/calendars/new">
      {t.calendars.new}
    </Button>
  )
  return (
    <>
      <SetupHeader actions={create} />
      <List
        name="calendars"
        path="/api/logistics/calendars"
        search={false}
        sort="code"
        to={(one) => (mayPlan ? `/calendars/${one.id}/edit` : undefined)}
        columns={[
          { key: 'code', label: t.fields.code, value: (one) => one.code, sort: 'code' },
          {
            key: 'weekdays',
            label: t.fields.weekdays,
            value: (one) =>
              WEEKDAYS.filter((day) => one.weekdays.includes(day))
                .map((day) => t.weekdays[day])
                .join(', '),
          },
          {
            key: 'cut_off_hour',
            label: t.fields.cut_off_hour,
            cell: (one) => t.calendars.hour({ n: one.cut_off_hour }),
            value: (one) => one.cut_off_hour,
            align: 'right',
          },
        ]}
        empty={{ title: t.calendars.empty, action: create }}
      />
    </>
  )
}
