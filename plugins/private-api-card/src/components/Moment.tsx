import { formatDuration, formatMoment } from '../format/time';
import { useTranslate } from '../useTranslate';

/**
 * A moment, with its exact time in the tooltip.
 * @param props.now - the server's clock, because the clock of the user's machine can be wrong
 * @param props.age - whether to add the time that has passed since
 */
export function Moment(props: { at: string; now: string; age?: boolean }) {
  const { at, now, age } = props;
  const t = useTranslate();
  const time = formatMoment(at, now);
  const elapsedMs = Date.parse(now) - Date.parse(at);
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {age
        ? t('duration.timeWithAge', { time, age: formatDuration(t, elapsedMs) })
        : time}
    </time>
  );
}
