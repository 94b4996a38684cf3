import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks } from '../format/states';
import { useTranslate } from '../useTranslate';
import { Mark } from './Mark';
import styles from './Mark.module.css';

/**
 * A state as glyph and word.
 * @param props.short - whether there is little room, as in a table
 */
export function StateChip(props: {
  state: HealthState;
  private?: boolean;
  short?: boolean;
}) {
  const { state, short } = props;
  const t = useTranslate();
  const isPrivate = props.private && (state === 'up' || state === 'degraded');
  const nameOf = () => {
    if (isPrivate) return t(`state.${state}Private`);
    return short && state === 'suspect'
      ? t('state.suspectShort')
      : t(`state.${state}`);
  };
  return (
    <span className={styles.chip}>
      <Mark look={stateLooks[state]} />
      {nameOf()}
    </span>
  );
}
