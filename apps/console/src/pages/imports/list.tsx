import { Title } from '@mantine/core'
import { Ago, Figure, List, PageHeader } from '@/kit'
import { useTexts } from '@/lib/lang'
import classes from './imports.module.css'
import { ImportStatus } from './status'
import { texts } from './texts'
import { UploadFile } from './upload'

const STATES = ['checked', 'committed', 'undone', 'failed', 'checking', 'committing', 'undoing'] as const

export default function Imports() {
  const t = useTexts(texts)
  return (
    <>
      <PageHeader title={t.title} lead={t.lead} />
      <UploadFile />
      <Title order={2} className={classes.heading}>
        {t.past}
      </Title>
      <List
        name="imports"
        path="/api/purchasing/imports"
        search={false}
        to={(one) => `/imports/${one.id}`}
        columns={[
          { key: 'file_name', label: t.fields.file_name, value: (i) => i.file_name },
          { key: 'kind', label: t.fields.kind, value: (i) => t.kind[i.kind] ?? i.kind },
          {
            key: 'status',
            label: t.fields.status,
            cell: (i) => <ImportStatus of={i.status} />,
            value: (i) => t.status[i.status] ?? i.status,
          },
          ...(['rows', 'new', 'changed', 'unchanged', 'error_count'] as const).map((key) => ({
            key,
            label: t.fields[key],
            cell: (i: Record<typeof key, number>) => <Figure of={i[key]} />,
            value: (i: Record<typeof key, number>) => i[key],
            align: 'right' as const,
          })),
          { key: 'created_by', label: t.fields.created_by, value: (i) => i.created_by },
          {
            key: 'created_at',
            label: t.fields.created_at,
            cell: (i) => <Ago of={i.created_at} />,
            value: (i) => ({ instant: i.created_at }),
          },
          {
            key: 'committed_at',
            label: t.fields.committed_at,
            cell: (i) => <Ago of={i.committed_at} />,
            value: (i) => ({ instant: i.committed_at }),
            optional: true,
          },
          {
            key: 'undone_at',
            label: t.fields.undone_at,
            cell: (i) => <Ago of={i.undone_at} />,
            value: (i) => ({ instant: i.undone_at }),
            optional: true,
          },
        ]}
        filters={[
          {
            kind: 'select',
            key: 'kind',
            label: t.fields.kind,
            options: [
              { value: 'products', label: t.kind.products },
              { value: 'suppliers', label: t.kind.suppliers },
            ],
          },
          {
            kind: 'select',
            key: 'status',
            label: t.fields.status,
            options: STATES.map((value) => ({ value, label: t.status[value] })),
          },
        ]}
        empty={{ title: t.empty, text: t.emptyText }}
      />
    </>
  )
}
