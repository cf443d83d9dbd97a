import { Button } from '@mantine/core'
import type { LotLevel } from '@storeflow/api'
import { addDays } from '@storeflow/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Day, Empty, Failed, Figure, Loading, Lookup, products, Rows, warehouses } from '@/kit'
import { api, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { adjusters } from './area'
import { useProducts, useWarehouses } from './names'
import { Lot, StockHeader } from './parts'
import { type Bucket, expiring, HORIZONS } from './rules'
import classes from './stock.module.css'
import { texts } from './texts'

/** Lots have no order by expiry at the server, so all that expire soon are read; beyond this somebody has to filter. */
const MOST = 2_000

const days = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

export default function Expiring() {
  const t = useTexts(texts)
  const f = useFormats()
  const today = f.today()
  const { nameOf } = useProducts()
  const places = useWarehouses()
  const mayAdjust = useCan(...adjusters)
  const [warehouse_id, setWarehouse] = useState<string>()
  const [product_id, setProduct] = useState<string>()
  const { within } = useSearch({ strict: false }) as { within?: string }
  const navigate = useNavigate()
  const chosen: Bucket = within === 'expired' ? within : (HORIZONS.find((days) => String(days) === within) ?? 30)
  const choose = (bucket: Bucket) => void navigate({ to: '.', search: { within: bucket } as never, replace: true })
  const query = { contents: 'filled' as const, expires_before: addDays(today, 91), warehouse_id, product_id }
  const found = useQuery({
    queryKey: ['lots', 'expiring', null, query],
    queryFn: async ({ signal }) => {
      const lots: LotLevel[] = []
      let cursor: string | undefined
      do {
        const page = await api.get('/api/inventory/lots', { query: { ...query, limit: 200, cursor }, signal })
        lots.push(...page.items)
        cursor = page.next_cursor ?? undefined
      } while (cursor && lots.length < MOST)
      return { lots, cut: !!cursor }
    },
  })
  const buckets = expiring(found.data?.lots ?? [], today)
  const rows = buckets.get(chosen) ?? []
  const labels: Record<Bucket, string> = {
    expired: t.expiring.expired,
    30: t.expiring.within({ n: 30 }),
    60: t.expiring.between({ from: 31, to: 60 }),
    90: t.expiring.between({ from: 61, to: 90 }),
  }
  return (
    <>
      <StockHeader />
      <div className={classes.filters}>
        <Lookup
          aria-label={t.fields.warehouse}
          placeholder={t.fields.warehouse}
          source={warehouses}
          value={warehouse_id}
          onChange={(id) => setWarehouse(id ?? undefined)}
        />
        <Lookup
          aria-label={t.fields.product}
          placeholder={t.fields.product}
          source={products}
          value={product_id}
          onChange={(id) => setProduct(id ?? undefined)}
        />
      </div>
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      {found.isPending && <Loading />}
      {found.data && (
        <>
          <fieldset className={classes.tiles} aria-label={t.expiring.choose} style={{ border: 0, padding: 0 }}>
            {[...buckets].map(([bucket, lots]) => (
              <button
                key={bucket}
                type="button"
                className={classes.tile}
                aria-pressed={bucket === chosen}
                onClick={() => choose(bucket)}
              >
                <span>{labels[bucket]}</span>
                <strong>{t.expiring.lots({ n: lots.length })}</strong>
                <span className="sf-quiet">
                  {t.expiring.units({ n: lots.reduce((sum, lot) => sum + lot.on_hand, 0) })}
                </span>
              </button>
            ))}
          </fieldset>
          {found.data.cut && <p className="sf-quiet">{t.expiring.cut({ n: MOST })}</p>}
          <div className={classes.box}>
            {rows.length === 0 ? (
              <Empty title={t.expiring.none} text={t.expiring.noneText} />
            ) : (
              <Rows
                label={t.expiring.title}
                rows={rows}
                rowKey={(lot) => lot.id}
                to={(lot) => `/stock/products/${lot.product_id}`}
                columns={[
                  { key: 'product', label: t.fields.product, value: (lot) => nameOf(lot.product_id) },
                  {
                    key: 'lot',
                    label: t.fields.lot,
                    cell: (lot) => <Lot of={lot.lot} />,
                    value: (lot) => lot.lot ?? t.noLot,
                  },
                  { key: 'warehouse', label: t.fields.warehouse, value: (lot) => places.nameOf(lot.warehouse_id) },
                  {
                    key: 'expires_on',
                    label: t.fields.expires_on,
                    cell: (lot) => <Day of={lot.expires_on} />,
                    value: (lot) => ({ day: lot.expires_on }),
                  },
                  {
                    key: 'left',
                    label: t.fields.left,
                    cell: (lot) => <Figure of={days(today, lot.expires_on ?? today)} />,
                    value: (lot) => days(today, lot.expires_on ?? today),
                    align: 'right',
                  },
                  {
                    key: 'on_hand',
                    label: t.fields.on_hand,
                    cell: (lot) => <Figure of={lot.on_hand} />,
                    value: (lot) => lot.on_hand,
                    align: 'right',
                  },
                  {
                    key: 'reserved',
                    label: t.fields.reserved,
                    cell: (lot) => <Figure of={lot.reserved} />,
                    value: (lot) => lot.reserved,
                    align: 'right',
                  },
                  ...(mayAdjust
                    ? [
                        {
                          key: 'adjust',
                          label: t.adjustShort,
                          screenOnly: true,
                          value: () => undefined,
                          cell: (lot: LotLevel) => (
                            <Button
                              component={Link}
                              to="/stock/adjust"
                              search={
                                {
                                  product_id: lot.product_id,
                                  warehouse_id: lot.warehouse_id,
                                  reason: chosen === 'expired' ? 'expired' : undefined,
                                } as never
                              }
                              size="xs"
                              variant="default"
                            >
                              {t.adjustShort}
                            </Button>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            )}
          </div>
        </>
      )}
    </>
  )
}
