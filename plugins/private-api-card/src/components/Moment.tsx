import { formatDuration, formatMoment } from '../format/time';
import { useTranslate } from '../useTranslate';
import styles from './Moment.module.css';

/**
 * A moment in the zone of the reader, with its exact time on hover and on focus.
 * @param props.now - the server's clock, because the clock of the user's machine can be wrong
 * @param props.text - shown instead of the moment
 * @param props.age - whether to add the time that has passed since, or to show only that
 */
export function Moment(props: {
  at: string;
  now: string;
  age?: boolean | 'only';
  text?: string;
}) {
  const { at, now, age, text } = props;
  const t = useTranslate();
  const time = formatMoment(at, now);
  const elapsed = () => formatDuration(t, Date.parse(now) - Date.parse(at));
  const shown = {
    false: () => time,
    true: () => t('duration.timeWithAge', { time, age: elapsed() }),
    only: elapsed,
  };
  const exact = new Date(at).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'long',
  });
  return (
    <time
      dateTime={at}
      title={exact}
      data-exact={exact}
      // The exact time must be readable with the keyboard too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={styles.moment}
    >
      {text ?? shown[`${age ?? false}`]()}
    </time>
  );
}
