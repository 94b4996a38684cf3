import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { type FollowOptions, eventLine } from '@private-serverless/stack';

/** Follows an operation in the task's log, until the task is cancelled. */
export function followInLog(
  ctx: Pick<ActionContext<any, any>, 'logger' | 'signal'>,
): Pick<FollowOptions, 'signal' | 'onEvent' | 'onProgress'> {
  return {
    signal: ctx.signal,
    onEvent: event => ctx.logger.info(eventLine(event)),
    // What a person must see begins so: data loss, widened permissions, a protection that failed.
    onProgress: line =>
      line.startsWith('! ') ? ctx.logger.warn(line) : ctx.logger.info(line),
  };
}
