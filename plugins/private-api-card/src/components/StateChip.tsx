import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks } from '../format/states';
import { useTranslate } from '../useTranslate';
import { Mark } from './Mark';
import styles from './Mark.module.css';

/** A state as glyph and word. */
export function StateChip(props: { state: HealthState; private?: boolean }) {
  const { state } = props;
  const t = useTranslate();
  const isPrivate = props.private && (state === 'up' || state === 'degraded');
  return (
    <span className={styles.chip}>
      <Mark look={stateLooks[state]} />
      {isPrivate ? t(`state.${state}Private`) : t(`state.${state}`)}
    </span>
  );
}
