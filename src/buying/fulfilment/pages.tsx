import { formatShortDate } from '../../platform/formats.ts';
import { Page } from '../../platform/page.tsx';
import { Empty, Table } from '../../platform/parts.tsx';
import { formatRupiah } from '../../values/money.ts';
import { clockOf, contents, type Shown, StateTag } from './delivery-parts.tsx';
import type { Delivery } from './rules.ts';

interface ListView extends Shown {
  readonly institutionId: string;
  readonly deliveries: readonly Delivery[];
}

/** What is on its way to the office. */
export function deliveriesPage({ t, language, frame, institutionId, deliveries }: ListView) {
  const title = t('fulfilment.list');
  return (
    <Page {...{ t, language, frame, title }}>
      {deliveries.length === 0 ? (
        <Empty drawing="basket" title={t('fulfilment.list-empty')} text={t('fulfilment.list-empty-how')} />
      ) : (
        <Table
          caption={title}
          captionHidden
          columns={[
            { key: 'goods', label: t('fulfilment.goods') },
            { key: 'seller', label: t('fulfilment.seller') },
            { key: 'state', label: t('fulfilment.state') },
            { key: 'ordered', label: t('fulfilment.ordered') },
            { key: 'total', label: t('fulfilment.total'), numeric: true },
          ]}
          rows={deliveries.map((one) => ({
            goods: <a href={`/institutions/${institutionId}/deliveries/${one.orderId}`}>{contents(one)}</a>,
            seller: one.sellerName,
            state: <StateTag t={t} state={one.state} />,
            ordered: formatShortDate(one.at, language, clockOf(one)),
            total: formatRupiah(one.total),
          }))}
        />
      )}
    </Page>
  );
}
