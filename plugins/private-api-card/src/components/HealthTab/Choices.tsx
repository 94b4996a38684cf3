import { Button, Select } from '@backstage/ui';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import toggleStyles from '../Toggle.module.css';
import styles from './HealthTab.module.css';
import { type Period, periods } from './period';
import { type Choose, idOf, type TabChoice } from './useTab';

/** Choice of the target, the vantage and the period. */
export function Choices(props: {
  view: HealthView;
  choice: TabChoice;
  choose: Choose;
}) {
  const { view, choice, choose } = props;
  const { target, vantage, period, zoom } = choice;
  const t = useTranslate();
  const all = Object.keys(periods) as Period[];
  return (
    <div className={styles.choices}>
      {view.targets.length > 1 && target && (
        <Select
          className={styles.choice}
          size="small"
          label={t('tab.target')}
          options={view.targets.map(one => ({
            value: idOf(one),
            label: one.environment
              ? t('tab.targetTitle', {
                  stack: one.stackName ?? one.id,
                  environment: one.environment.title,
                })
              : one.stackName ?? one.id,
          }))}
          value={idOf(target)}
          onChange={key => choose({ target: String(key), vantage: undefined })}
        />
      )}
      {target && target.vantages.length > 1 && vantage && (
        <Select
          className={styles.choice}
          size="small"
          label={t('tab.vantage')}
          options={target.vantages.map(({ id, title }) => ({
            value: id,
            label: title,
          }))}
          value={vantage.id}
          onChange={key => choose({ vantage: String(key) })}
        />
      )}
      <div role="group" aria-label={t('tab.period')} className={styles.periods}>
        {all.map(one => (
          <button
            key={one}
            type="button"
            className={toggleStyles.toggle}
            aria-pressed={one === period && !zoom}
            onClick={() =>
              choose({ period: one, from: undefined, to: undefined })
            }
          >
            {t(`tab.period.${one}`)}
          </button>
        ))}
      </div>
      {zoom && (
        <Button
          variant="secondary"
          size="small"
          onPress={() => choose({ from: undefined, to: undefined })}
        >
          {t('tab.zoomOut')}
        </Button>
      )}
    </div>
  );
}
