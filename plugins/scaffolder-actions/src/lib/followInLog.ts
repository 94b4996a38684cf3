import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { type FollowOptions, eventLine } from '@private-serverless/stack';

/** Follows an operation in the task's log, until the task is cancelled. */
export function followInLog(
  ctx: Pick<ActionContext<any, any>, 'logger' | 'signal'>,
): Pick<FollowOptions, 'signal' | 'onEvent' | 'onProgress'> {
  return {
    signal: ctx.signal,
    onEvent: event => ctx.logger.info(eventLine(event)),
    onProgress: line => ctx.logger.info(line),
  };
}
