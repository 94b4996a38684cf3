import type { VantageView } from '@private-serverless/backstage-plugin-private-api-common';
import { daysUntil } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { DataTable } from './DataTable';

/** Certificates that the latest probe from a vantage saw, the one of the service first, each with both of its dates. */
export function Certificates(props: { vantage?: VantageView; now: string }) {
  const { vantage, now } = props;
  const t = useTranslate();
  const tls = vantage?.result?.tls;
  if (!tls) return <p>{t('tab.certificates.none')}</p>;
  const chain = tls.chain ?? [{ ...tls, notBefore: undefined }];
  return (
    <DataTable
      label={t('tab.certificates')}
      columns={[
        t('tab.certificates.subject'),
        t('tab.certificates.issuer'),
        t('tab.certificates.from'),
        t('tab.certificates.until'),
      ]}
      rows={chain.map(({ subject, issuer, notBefore, notAfter }) => {
        const days = daysUntil(notAfter, now);
        return {
          key: `${subject} ${notAfter}`,
          cells: [
            subject,
            issuer,
            notBefore ? (
              <Moment at={notBefore} now={now} />
            ) : (
              t('dashboard.none')
            ),
            t('tab.certificates.expires', {
              time: <Moment at={notAfter} now={now} />,
              left:
                days < 0
                  ? t('certificate.expired')
                  : t('certificate.in', { count: days }),
            }),
          ],
        };
      })}
    />
  );
}
