import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { isRecord } from '../session/isRecord';
import { readableLines } from '../session/redaction/readableLog';
import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import type { Template } from '../template/parse';
import { isCustomResource } from '../template/resourceTypes';

/** Maximum number of lines in a log tail, and maximum length of a line. */
const maxLines = 10;
const maxLineLength = 500;
/** Maximum number of log messages that are read. */
const maxMessages = 1000;

/** Timeout of one request. It is short, since CloudFormation's reason is more important than the log. */
const requestMs = 10_000;

/** Assumed maximum difference between the clock of a function's log and that of CloudFormation. */
const clockSkewMs = 5_000;

/**
 * Reads the logs of the functions behind failed custom resources. It reads them as soon as the resource fails, since
 * the rollback may delete the log group a moment later.
 */
export class LogTails {
  private readonly started = new Map<string, string>();
  private readonly physicalIds = new Map<string, string>();
  private readonly tails = new Map<string, Promise<string[]>>();

  constructor(
    private readonly session: Pick<StackSession, 'calls' | 'redactor'>,
    private readonly logs: CloudWatchLogsClient,
    private readonly template: Template,
  ) {}

  /** Records an event. If it is the failure of a custom resource of the stack itself, starts reading the log. */
  note(event: StackEvent): void {
    if (event.path.length > 0) return;
    const { logicalId, physicalId, type, status, at } = event;
    if (physicalId) this.physicalIds.set(logicalId, physicalId);
    if (!isCustomResource(type)) return;
    if (status.endsWith('_IN_PROGRESS')) {
      if (!this.started.has(logicalId)) this.started.set(logicalId, at);
    } else if (status.endsWith('_FAILED') && !this.tails.has(logicalId)) {
      // Without a log, CloudFormation's reason is still reported.
      const tail = this.fetch(logicalId, at).catch(() => []);
      this.tails.set(logicalId, tail);
    }
  }

  /** The last lines before the failure, oldest first. None if there is no log. */
  async of(logicalId: string): Promise<string[]> {
    return (await this.tails.get(logicalId)) ?? [];
  }

  private async fetch(logicalId: string, failedAt: string): Promise<string[]> {
    const logGroupName = this.logGroupOf(logicalId);
    if (!logGroupName) return [];
    const began = this.started.get(logicalId) ?? failedAt;
    const read = (nextToken?: string) =>
      this.session.calls.call(
        'FilterLogEvents',
        o =>
          this.logs.send(
            new FilterLogEventsCommand({
              logGroupName,
              startTime: Date.parse(began) - clockSkewMs,
              endTime: Date.parse(failedAt) + clockSkewMs,
              nextToken,
            }),
            o,
          ),
        { requestMs, isOtherService: true },
      );
    const messages: string[] = [];
    let next: string | undefined;
    do {
      const page = await read(next);
      messages.push(...(page.events ?? []).map(event => event.message ?? ''));
      next = page.nextToken;
    } while (next && messages.length < maxMessages);
    return readableLines(
      messages.map(message => this.session.redactor.hide(message)),
    )
      .map(line => shortLine(line.replace(/\s+/g, ' ').trim()))
      .filter(line => line && !isRuntimeLine(line))
      .slice(-maxLines);
  }

  /**
   * The log group of the function in the ServiceToken of the resource, if the template and the events contain its name.
   */
  private logGroupOf(logicalId: string): string | undefined {
    const token = this.template.resources[logicalId]?.Properties?.ServiceToken;
    if (typeof token === 'string') return logGroup(token.split(':')[6]);
    const target = isRecord(token) ? token['Fn::GetAtt'] : undefined;
    const functionId = Array.isArray(target) ? String(target[0]) : undefined;
    if (!functionId) return undefined;
    const logging =
      this.template.resources[functionId]?.Properties?.LoggingConfig;
    const group = isRecord(logging) ? logging.LogGroup : undefined;
    if (typeof group === 'string') return group;
    if (isRecord(group) && typeof group.Ref === 'string') {
      return this.physicalIds.get(group.Ref);
    }
    return logGroup(this.physicalIds.get(functionId));
  }
}

function logGroup(functionName: string | undefined): string | undefined {
  return functionName && `/aws/lambda/${functionName}`;
}

/** True for a line of Lambda itself, which does not describe the cause. */
function isRuntimeLine(line: string): boolean {
  return /^(START|END|REPORT|INIT_START) /.test(line);
}

function shortLine(line: string): string {
  return line.length > maxLineLength
    ? `${line.slice(0, maxLineLength)}…`
    : line;
}
