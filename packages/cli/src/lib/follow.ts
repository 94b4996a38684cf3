import {
  eventLine,
  type FollowOptions,
  type OptionName,
} from '@private-serverless/stack';
import type { Io } from './io';

/** The option of a command for each option of the library. An option that the command does not have keeps its name. */
export type Flags = Partial<Record<OptionName, string>>;

/** Polls as often as `io` says, writes events and progress to stderr, and formats options as the command names them: `--retain Table Bucket`. */
export function followOn(
  io: Io,
  flags: Flags,
): Pick<FollowOptions, 'poll' | 'onEvent' | 'onProgress' | 'formatOption'> {
  return {
    poll: io.poll,
    onEvent: event => io.err(eventLine(event)),
    onProgress: (line, level) =>
      io.err(level === 'warn' ? `Warning: ${line}` : line),
    formatOption: (name, values) => {
      const flag = flags[name];
      if (flag) return [flag, ...values].join(' ');
      return values.length > 0 ? `${name}: ${values.join(', ')}` : name;
    },
  };
}
