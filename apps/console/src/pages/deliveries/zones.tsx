import { Button } from '@mantine/core'
import type { Zone } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { confirm, List, useCommand, warehouses } from '@/kit'
import { api, changed, useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import { planners } from './area'
import classes from './deliveries.module.css'
import { SetupHeader } from './parts'
import { texts } from './texts'

export default function Zones() {
  const t = useTexts(texts)
  const places = useWarehouses()
  const mayPlan = useCan(...planners)
  const command = useCommand()
  const create = mayPlan && (
    <Button component={Link} to="/calendars/zones/new">
      {t.zones.new}
    </Button>
  )
  const remove = async (zone: Zone) => {
    const title = t.zones.removeTitle({ name: zone.name })
    if (!(await confirm({ title, text: t.zones.removeText, yes: t.zones.remove, danger: true }))) return
    await command.run(() => api.delete('/api/logistics/zones/{id}', { params: { id: zone.id } }), t.zones.removed)
    await changed('zones', 'audit')
  }
  return (
    <>
      <SetupHeader actions={create} />
      <List
        name="zones"
        path="/api/logistics/zones"
        search={false}
        sort="name"
        to={(zone) => (mayPlan ? `/calendars/zones/${zone.id}/edit` : undefined)}
        columns={[
          { key: 'name', label: t.fields.name, value: (zone) => zone.name, sort: 'name' },
          { key: 'warehouse', label: t.fields.warehouse, value: (zone) => places.nameOf(zone.warehouse_id) },
          { key: 'cities', label: t.fields.cities, value: (zone) => zone.cities.join(', ') || t.zones.fallback },
          { key: 'calendar', label: t.fields.calendar, value: (zone) => zone.calendar },
          { key: 'lead_days', label: t.fields.lead_days, value: (zone) => zone.lead_days, align: 'right' },
          ...(mayPlan
            ? [
                {
                  key: 'remove',
                  label: t.zones.remove,
                  screenOnly: true,
                  value: () => undefined,
                  cell: (zone: Zone) => (
                    <div className={classes.buttons}>
                      <Button
                        size="xs"
                        variant="default"
                        disabled={command.busy}
                        aria-label={`${t.zones.remove}: ${zone.name}`}
                        onClick={() => remove(zone)}
                      >
                        {t.zones.remove}
                      </Button>
                    </div>
                  ),
                },
              ]
            : []),
        ]}
        filters={[{ kind: 'lookup', key: 'warehouse_id', label: t.fields.warehouse, source: warehouses }]}
        empty={{ title: t.zones.empty, text: t.zones.emptyText, action: create }}
      />
    </>
  )
}
