import { dashboard, type Payload, topics } from './messages';

/** A vantage cannot check its targets, or can again. */
export function vantageMessage(
  vantage: { title: string; fails: boolean; cause?: string },
  scope: string,
): Payload {
  return {
    title: vantage.fails
      ? `Cannot check private APIs from ${vantage.title}`
      : `Private APIs are checked from ${vantage.title} again`,
    description: vantage.fails
      ? `${
          vantage.cause ?? 'The cause is not known'
        }. The state of its targets is unknown.`
      : undefined,
    link: dashboard,
    severity: vantage.fails ? 'high' : 'normal',
    topic: topics.vantage,
    scope,
  };
}
