import { addDays } from '@storeflow/i18n'
import { Link } from '@tanstack/react-router'
import { Section } from '@/kit'
import { useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import classes from './home.module.css'
import { BUYERS, usePurchasing } from './read'
import { texts } from './texts'

/** Purchase orders that are to come: where they are received, or where they are looked after. */
export function Arrivals() {
  const t = useTexts(texts).arrivals
  const f = useFormats()
  const shown = useCan(...BUYERS)
  const receives = useCan('admin', 'purchasing', 'warehouse')
  const { data } = usePurchasing()
  if (!shown || !data) return null
  const today = f.today()
  const until = { today, week: addDays(today, 6) }
  const nothing = data.expected_today === 0 && data.expected_week === 0
  return (
    <Section title={t.title} flush>
      {nothing ? (
        <p className={classes.quiet}>{t.none}</p>
      ) : (
        <ul className={classes.rows}>
          {(['today', 'week'] as const).map((when) => {
            const n = when === 'today' ? data.expected_today : data.expected_week
            return (
              <li key={when}>
                <Link
                  to={receives ? '/receipts' : '/purchase-orders'}
                  search={
                    (receives
                      ? {}
                      : { open: 'true', expected_from: today, expected_to: until[when], sort: 'expected_on' }) as never
                  }
                  className={classes.arrival}
                >
                  <strong>{f.number(n)}</strong> <span>{t[when]({ n })}</span>
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}
