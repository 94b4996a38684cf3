import { SearchField } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from '../../useTranslate';
import styles from './Dashboard.module.css';

/** How long the user must not type before the search starts, in milliseconds. */
const pauseMs = 300;

/** Search for services. The URL follows when the user pauses, and the field follows the URL (back button). */
export function Search(props: {
  value: string;
  onChange: (value: string) => void;
}) {
  const { value, onChange } = props;
  const t = useTranslate();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;

  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);

  useEffect(() => {
    if (typed === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = typed;
      latest.current(typed);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <SearchField
      className={styles.search}
      size="small"
      aria-label={t('dashboard.search')}
      placeholder={t('dashboard.searchPlaceholder')}
      value={typed}
      onChange={setTyped}
    />
  );
}
