import type { UseQueryResult } from '@tanstack/react-query'
import { Alert, Button, Empty, Table, type TableProps } from 'antd'
import { useTranslation } from 'react-i18next'

type Props<T> = Omit<TableProps<T>, 'dataSource' | 'loading' | 'pagination' | 'size' | 'locale'> & {
  query: UseQueryResult<{ items: T[] }>
  /** What stands there when there is nothing. */
  none: string
  pagination?: TableProps<T>['pagination']
  /** The rows to show where not simply all. */
  rows?: T[] | undefined
}

/** A table of what the server answered: while it is awaited, when it is empty, and when it could not be had. */
export function List<T extends object>({ query, none, rows, pagination = false, ...table }: Props<T>) {
  const { t } = useTranslation()
  const again = (
    <Button size="small" onClick={() => void query.refetch()}>
      {t('retry')}
    </Button>
  )
  if (query.error && !query.data)
    return <Alert type="error" showIcon role="alert" title={query.error.message || t('failed')} action={again} />
  return (
    <Table<T>
      {...table}
      size="small"
      pagination={pagination}
      loading={query.isLoading}
      dataSource={rows ?? query.data?.items ?? []}
      locale={{
        emptyText: query.isLoading ? (
          <span className="about loading">{t('loading')}</span>
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none} />
        ),
      }}
    />
  )
}
