import { formatDuration, formatMoment } from '../format/time';
import { useTranslate } from '../useTranslate';
import styles from './Moment.module.css';

/** With the zone. Shared, because a new format costs more than its use, and tables have hundreds of moments. */
const exactFormat = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'long',
});

/**
 * A moment in the zone of the reader, with its exact time on hover and on focus.
 * @param props.now - the server's clock, because the clock of the user's machine can be wrong
 * @param props.text - shown instead of the moment
 * @param props.inList - whether it is one of many in a long table, where a tab stop for each is in the way
 * @param props.age - whether to add the time that has passed since, or to show only that
 */
export function Moment(props: {
  at: string;
  now: string;
  age?: boolean | 'only';
  text?: string;
  inList?: boolean;
}) {
  const { at, now, age, text, inList } = props;
  const t = useTranslate();
  const time = formatMoment(at, now);
  const elapsed = () => formatDuration(t, Date.parse(now) - Date.parse(at));
  const shown = {
    false: () => time,
    true: () => t('duration.timeWithAge', { time, age: elapsed() }),
    only: elapsed,
  };
  const exact = exactFormat.format(Date.parse(at));
  return (
    <time
      dateTime={at}
      title={exact}
      data-exact={exact}
      // The exact time must be readable with the keyboard too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={inList ? undefined : 0}
      className={styles.moment}
    >
      {text ?? shown[`${age ?? false}`]()}
    </time>
  );
}
