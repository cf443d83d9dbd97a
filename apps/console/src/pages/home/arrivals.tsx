import { Link } from '@tanstack/react-router'
import { Section } from '@/kit'
import { useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { arrivals } from './figures'
import classes from './home.module.css'
import { BUYERS, usePurchasing } from './read'
import { texts } from './texts'

/** Purchase orders that are to come: the list that shows exactly these. */
export function Arrivals() {
  const t = useTexts(texts).arrivals
  const f = useFormats()
  const shown = useCan(...BUYERS)
  const { data } = usePurchasing()
  if (!shown || !data) return null
  const nothing = data.expected_today === 0 && data.expected_week === 0
  return (
    <Section title={t.title} flush>
      {nothing ? (
        <p className={classes.quiet}>{t.none}</p>
      ) : (
        <ul className={classes.rows}>
          {arrivals(data, f.today()).map(({ when, n, search }) => (
            <li key={when}>
              <Link to="/purchase-orders" search={search as never} className={classes.arrival}>
                <strong>{f.number(n)}</strong> <span>{t[when]({ n })}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
