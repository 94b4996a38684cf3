import { VisuallyHidden } from '@backstage/ui';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useEffect, useRef, useState } from 'react';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import { stateText } from './StateLine';
import { worstVantage } from './Target';

/** The worst state of an entity in one sentence. */
export function headline(t: Translate, view: HealthView): string {
  const worst = view.targets.find(({ state }) => state === view.state);
  return stateText(t, view, worst && worstVantage(worst));
}

/**
 * Announces a change of the state, and the result of a check on request, to screen readers. A poll without a change is
 * not announced. Exposure interrupts the screen reader once.
 */
export function Announcement(props: { view?: HealthView; checks: number }) {
  const { view, checks } = props;
  const t = useTranslate();
  const [text, setText] = useState('');
  const before = useRef<{ state: string; checks: number }>();
  useEffect(() => {
    if (!view) {
      return;
    }
    const last = before.current;
    before.current = { state: view.state, checks };
    if (last && last.checks !== checks) {
      setText(t('card.checkFinished', { state: headline(t, view) }));
    } else if (last && last.state !== view.state) {
      setText(headline(t, view));
    }
  }, [view, checks, t]);
  return (
    <VisuallyHidden>
      <div role="status">{text}</div>
      <div role="alert">
        {view?.state === 'exposed' ? t('card.exposedAlert') : ''}
      </div>
    </VisuallyHidden>
  );
}
