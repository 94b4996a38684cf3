import type {
  StackView,
  TargetView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { Command } from '../NetworkPath/Command';
import { commandsFor } from './serviceCommands';

/** Commands that show what the probe and AWS see, to copy. */
export function Commands(props: {
  target: TargetView;
  vantage?: VantageView;
  stack?: StackView;
}) {
  const { target, vantage, stack } = props;
  const t = useTranslate();
  return (
    <>
      {vantage && <p>{t('tab.commands.hint', { vantage: vantage.title })}</p>}
      {commandsFor(target, stack).map(({ purpose, text }) => (
        <div key={purpose}>
          <h4>{t(`tab.commands.${purpose}`)}</h4>
          <Command text={text} />
        </div>
      ))}
    </>
  );
}
