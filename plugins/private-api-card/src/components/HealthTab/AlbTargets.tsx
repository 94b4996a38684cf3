import type { StackView } from '@private-serverless/backstage-plugin-private-api-common';
import type { StateLook } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import { DataTable } from './DataTable';

const yes: StateLook = { glyph: '✓', tone: 'success' };
const no: StateLook = { glyph: '✕', tone: 'danger' };
const notKnown: StateLook = { glyph: '?', tone: 'neutral' };

/** Addresses of the target group beside those of the VPC endpoint: a difference is a stale target. */
export function AlbTargets(props: {
  targets: NonNullable<StackView['targets']>;
  now: string;
}) {
  const { targets, now } = props;
  const t = useTranslate();
  const endpoint = (isEndpoint: boolean | undefined) => {
    switch (isEndpoint) {
      case true:
        return { look: yes, text: t('tab.aws.yes') };
      case false:
        return { look: no, text: t('tab.aws.no') };
      default:
        return { look: notKnown, text: t('tab.aws.notKnown') };
    }
  };
  return (
    <>
      <h4>{t('tab.aws.targets')}</h4>
      <DataTable
        label={t('tab.aws.targets')}
        columns={[
          t('tab.aws.address'),
          t('tab.aws.health'),
          t('tab.aws.isEndpoint'),
        ]}
        rows={targets.items.map(({ address, health, isEndpoint }) => {
          const { look, text } = endpoint(isEndpoint);
          return {
            key: address,
            cells: [
              address,
              <span key="health">
                <Mark look={health === 'healthy' ? yes : no} />
                {health ?? t('tab.aws.notRegistered')}
              </span>,
              <span key="endpoint">
                <Mark look={look} />
                {text}
              </span>,
            ],
          };
        })}
      />
      <p>
        {t('path.awsReadAt', {
          time: <Moment at={targets.readAt} now={now} age />,
        })}
      </p>
    </>
  );
}
