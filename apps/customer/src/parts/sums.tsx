import type { Money } from '@storeflow/api'
import { dictionary } from '@storeflow/i18n'
import { useFormats, useTexts } from '@storeflow/mobile-ui'

const texts = dictionary(
  { subtotal: 'Subtotal', tax: 'IVA', total: 'Total' },
  { subtotal: 'Subtotal', tax: 'VAT', total: 'Total' },
)

/** What something costs, with its tax. */
export function Sums({ of }: { of: { subtotal: Money; tax: Money; total: Money } }) {
  const t = useTexts(texts)
  const f = useFormats()
  return (
    <dl class="c-sums">
      <dt>{t.subtotal}</dt>
      <dd>{f.money(of.subtotal)}</dd>
      <dt>{t.tax}</dt>
      <dd>{f.money(of.tax)}</dd>
      <dt class="c-total">{t.total}</dt>
      <dd class="c-total">{f.money(of.total)}</dd>
    </dl>
  )
}
