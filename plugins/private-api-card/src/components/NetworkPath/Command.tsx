import { Button } from '@backstage/ui';
import { useState } from 'react';
import { useTranslate } from '../../useTranslate';
import styles from './NetworkPath.module.css';

/** A command for a terminal, to copy. Browsers offer the clipboard only over HTTPS and on localhost. */
export function Command({ text }: { text: string }) {
  const t = useTranslate();
  const [copied, setCopied] = useState<string>();
  const { clipboard } = navigator;
  return (
    <div className={styles.command}>
      {/* Scrolls on its own, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      {clipboard && (
        <Button
          size="small"
          variant="secondary"
          onPress={() =>
            clipboard.writeText(text).then(
              () => setCopied(text),
              () => setCopied(undefined),
            )
          }
        >
          {t('path.copyCommand')}
        </Button>
      )}
      <span role="status">
        {copied === text ? t('path.commandCopied') : ''}
      </span>
    </div>
  );
}
