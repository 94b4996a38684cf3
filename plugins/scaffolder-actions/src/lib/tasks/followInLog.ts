import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  type FollowOptions,
  type OptionName,
  eventLine,
} from '@private-serverless/stack';

/** Options that the configuration of the environment sets, not the input of the action. */
const inEnvironment: ReadonlySet<OptionName> = new Set<OptionName>([
  'accountId',
  'artifactBucket',
]);

/** Writes the events and the progress of a stack operation to the task's log, until the task is canceled. */
export function followInLog(
  ctx: Pick<ActionContext<any, any>, 'logger' | 'signal'>,
): Pick<FollowOptions, 'signal' | 'onEvent' | 'onProgress' | 'formatOption'> {
  return {
    signal: ctx.signal,
    onEvent: event => ctx.logger.info(eventLine(event)),
    onProgress: (line, level) => ctx.logger[level](line),
    formatOption: (name, values) => {
      const place = inEnvironment.has(name)
        ? `${name} of the environment`
        : name;
      return values.length > 0 ? `${place}: ${values.join(', ')}` : place;
    },
  };
}
