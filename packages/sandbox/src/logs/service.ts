import { Account } from '../account/Account';
import { AwsError } from '../protocol/errors';
import { JsonInput, JsonService } from '../protocol/json';
import { parseFilterPattern } from './filterPattern';
import { invalid, position, text, texts, whole } from './input';
import { LogEvent, LogStore } from './LogStore';

const logGroupType = 'AWS::Logs::LogGroup';
const maxEvents = 10_000;

/** CloudWatch Logs: the operations that read the output of the functions. */
export function cloudWatchLogs(account: Account, store: LogStore): JsonService {
  const groupNames = () =>
    [
      ...new Set([
        ...account.list(logGroupType).map(one => one.physicalId),
        ...store.names(),
      ]),
    ].sort();

  /** The group of a request, by name or ARN. */
  const groupOf = (input: JsonInput): string => {
    const given =
      text(input, 'logGroupName') ?? text(input, 'logGroupIdentifier');
    if (!given) throw invalid('logGroupName', 'Member must not be null');
    const name = given.replace(/^arn:[^:]*:logs:[^:]*:\d*:log-group:/, '');
    if (!groupNames().includes(name)) throw missing('log group');
    return name;
  };

  /** Events of the group between the start and end time of a request. */
  const within = (input: JsonInput): LogEvent[] => {
    const from = whole(input, 'startTime') ?? 0;
    const to = whole(input, 'endTime') ?? Infinity;
    return (store.events(groupOf(input)) ?? []).filter(
      event => event.at >= from && event.at < to,
    );
  };

  return {
    name: 'CloudWatch Logs',
    target: 'Logs_20140328',
    operations: {
      FilterLogEvents: {
        members: [
          'endTime',
          'filterPattern',
          'interleaved',
          'limit',
          'logGroupIdentifier',
          'logGroupName',
          'logStreamNamePrefix',
          'logStreamNames',
          'nextToken',
          'startTime',
        ],
        run(input) {
          const names = texts(input, 'logStreamNames');
          const prefix = text(input, 'logStreamNamePrefix') ?? '';
          const fits = parseFilterPattern(text(input, 'filterPattern') ?? '');
          const after = position(input)?.sequence ?? 0;
          const found = within(input).filter(
            event =>
              event.sequence > after &&
              (names?.includes(event.stream) ?? true) &&
              event.stream.startsWith(prefix) &&
              fits(event.message),
          );
          const limit = limitOf(input, maxEvents);
          const page = found.slice(0, limit);
          return {
            events: page.map(event => ({
              logStreamName: event.stream,
              eventId: event.id,
              ...shown(event),
            })),
            searchedLogStreams: [],
            ...(found.length > page.length
              ? { nextToken: String(page.at(-1)!.sequence) }
              : {}),
          };
        },
      },
      GetLogEvents: {
        members: [
          'endTime',
          'limit',
          'logGroupIdentifier',
          'logGroupName',
          'logStreamName',
          'nextToken',
          'startFromHead',
          'startTime',
        ],
        run(input) {
          const stream = text(input, 'logStreamName');
          if (!stream) {
            throw invalid('logStreamName', 'Member must not be null');
          }
          const group = groupOf(input);
          if (!store.streams(group).some(one => one.name === stream)) {
            throw missing('log stream');
          }
          const events = within(input).filter(one => one.stream === stream);
          return pageOf(events, input);
        },
      },
      DescribeLogStreams: {
        members: [
          'descending',
          'limit',
          'logGroupIdentifier',
          'logGroupName',
          'logStreamNamePrefix',
          'nextToken',
          'orderBy',
        ],
        run(input) {
          const group = groupOf(input);
          const prefix = text(input, 'logStreamNamePrefix') ?? '';
          const streams = store
            .streams(group)
            .filter(({ name }) => name.startsWith(prefix))
            .sort((a, b) =>
              input.orderBy === 'LastEventTime'
                ? a.events.at(-1)!.at - b.events.at(-1)!.at
                : compare(a.name, b.name),
            );
          if (input.descending === true) streams.reverse();
          const { page, nextToken } = paged(streams, input);
          return {
            logStreams: page.map(({ name, events }) => ({
              logStreamName: name,
              arn: account.arn('logs', `log-group:${group}:log-stream:${name}`),
              creationTime: events[0].at,
              firstEventTimestamp: events[0].at,
              lastEventTimestamp: events.at(-1)!.at,
              lastIngestionTime: events.at(-1)!.at,
            })),
            nextToken,
          };
        },
      },
      DescribeLogGroups: {
        members: [
          'limit',
          'logGroupNamePattern',
          'logGroupNamePrefix',
          'nextToken',
        ],
        run(input) {
          const prefix = text(input, 'logGroupNamePrefix') ?? '';
          const pattern = text(input, 'logGroupNamePattern') ?? '';
          const names = groupNames().filter(
            name => name.startsWith(prefix) && name.includes(pattern),
          );
          const { page, nextToken } = paged(names, input);
          return {
            logGroups: page.map(name => {
              const { properties } = account.find(logGroupType, name) ?? {};
              return {
                logGroupName: name,
                arn: account.arn('logs', `log-group:${name}:*`),
                logGroupArn: account.arn('logs', `log-group:${name}`),
                retentionInDays:
                  properties?.RetentionInDays === undefined
                    ? undefined
                    : Number(properties.RetentionInDays),
                storedBytes: 0,
              };
            }),
            nextToken,
          };
        },
      },
    },
  };
}

/**
 * A page of GetLogEvents. It returns a token for both directions, even on the
 * last page.
 */
function pageOf(events: LogEvent[], input: JsonInput) {
  const limit = limitOf(input, maxEvents);
  const at = position(input);
  const isForward =
    at === undefined ? input.startFromHead === true : at.direction === 'f';
  const rest = events.filter(({ sequence }) => {
    if (at === undefined) return true;
    return isForward ? sequence > at.sequence : sequence < at.sequence;
  });
  const page = isForward ? rest.slice(0, limit) : rest.slice(-limit);
  const first = page[0]?.sequence ?? at?.sequence ?? 0;
  const last = page.at(-1)?.sequence ?? at?.sequence ?? 0;
  return {
    events: page.map(shown),
    nextForwardToken: `f/${last}`,
    nextBackwardToken: `b/${first}`,
  };
}

function shown({ at, message }: LogEvent) {
  return { timestamp: at, message, ingestionTime: at };
}

function paged<T>(
  items: T[],
  input: JsonInput,
): { page: T[]; nextToken?: string } {
  const limit = limitOf(input, 50);
  const from = position(input)?.sequence ?? 0;
  const page = items.slice(from, from + limit);
  return from + limit < items.length
    ? { page, nextToken: String(from + limit) }
    : { page };
}

function limitOf(input: JsonInput, maximum: number): number {
  const limit = whole(input, 'limit', 1) ?? maximum;
  if (limit <= maximum) return limit;
  throw invalid(
    'limit',
    `Member must have value less than or equal to ${maximum}`,
  );
}

function missing(what: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `The specified ${what} does not exist.`,
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
