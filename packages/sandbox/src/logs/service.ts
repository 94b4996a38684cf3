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
