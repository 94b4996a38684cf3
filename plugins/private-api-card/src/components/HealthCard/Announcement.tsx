import { VisuallyHidden } from '@backstage/ui';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useEffect, useRef, useState } from 'react';
import { stateText } from './StateLine';
import { worstVantage } from './Target';

/** The worst news of an entity in one sentence. */
export function headline(view: HealthView): string {
  const worst = view.targets.find(({ state }) => state === view.state);
  return stateText(view, worst && worstVantage(worst));
}

/**
 * Tells readers who don't see the card when the state changes, and what a check on request found. A poll that brings
 * nothing new is silent; exposure interrupts, once.
 */
export function Announcement(props: { view?: HealthView; checks: number }) {
  const { view, checks } = props;
  const [text, setText] = useState('');
  const before = useRef<{ state: string; checks: number }>();
  useEffect(() => {
    if (!view) {
      return;
    }
    const last = before.current;
    before.current = { state: view.state, checks };
    if (last && last.checks !== checks) {
      setText(`Checked: ${headline(view)}`);
    } else if (last && last.state !== view.state) {
      setText(headline(view));
    }
  }, [view, checks]);
  return (
    <VisuallyHidden>
      <div role="status">{text}</div>
      <div role="alert">
        {view?.state === 'exposed' ? 'This service is exposed' : ''}
      </div>
    </VisuallyHidden>
  );
}
