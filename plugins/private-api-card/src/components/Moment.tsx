import { formatDuration, formatMoment } from '../words/time';

/**
 * A moment with its exact time in the tooltip.
 * @param props.now - the server's clock, so that a wrong clock of the reader's machine can't make data look old
 * @param props.age - also say how long ago
 */
export function Moment(props: { at: string; now: string; age?: boolean }) {
  const { at, now, age } = props;
  const elapsed = formatDuration(Date.parse(now) - Date.parse(at));
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {formatMoment(at, now)}
      {age ? ` (${elapsed})` : ''}
    </time>
  );
}
