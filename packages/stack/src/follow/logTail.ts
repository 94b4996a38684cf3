import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { AwsCalls } from '../aws/calls';
import { readableLines } from './readableLog';
import { isRecord, type Template } from '../template/parse';
import type { StackEvent } from '../types';

/** Lines that are told, and how long each may be. */
const mostLines = 10;
const longestLine = 500;
const mostRead = 1000;

/** CloudFormation's reason counts more than the log: nobody waits long for it. */
const requestMs = 10_000;

/** A clock of a function's log and one of CloudFormation may differ a little. */
const slackMs = 5_000;

/** True for a resource that a function of the template's makes. */
export function isCustomResource(type: string): boolean {
  return (
    type.startsWith('Custom::') ||
    type === 'AWS::CloudFormation::CustomResource'
  );
}

/**
 * Fetches what the functions of failed custom resources have logged, at the moment of the failure: the rollback may
 * delete the log group a moment later.
 */
export class LogTails {
  private readonly started = new Map<string, string>();
  private readonly physicalIds = new Map<string, string>();
  private readonly tails = new Map<string, Promise<string[]>>();

  constructor(
    private readonly logs: CloudWatchLogsClient,
    private readonly calls: AwsCalls,
    private readonly template: Template,
    /** Hides the values that are known to be secret. */
    private readonly hide: (text: string) => string,
  ) {}

  /** Takes note of an event of the stack itself; begins to fetch when it is the failure of a custom resource. */
  note(event: StackEvent): void {
    if (event.path.length > 0) return;
    const { logicalId, physicalId, type, status, at } = event;
    if (physicalId) this.physicalIds.set(logicalId, physicalId);
    if (!isCustomResource(type)) return;
    if (status.endsWith('_IN_PROGRESS')) {
      if (!this.started.has(logicalId)) this.started.set(logicalId, at);
    } else if (status.endsWith('_FAILED') && !this.tails.has(logicalId)) {
      // No log is no reason to hide CloudFormation's.
      const tail = this.fetch(logicalId, at).catch(() => []);
      this.tails.set(logicalId, tail);
    }
  }

  /** The last lines before the failure, oldest first; none where there is no log. */
  async of(logicalId: string): Promise<string[]> {
    return (await this.tails.get(logicalId)) ?? [];
  }

  private async fetch(logicalId: string, failedAt: string): Promise<string[]> {
    const logGroupName = this.logGroupOf(logicalId);
    if (!logGroupName) return [];
    const began = this.started.get(logicalId) ?? failedAt;
    const read = (nextToken?: string) =>
      this.calls.call(
        'FilterLogEvents',
        o =>
          this.logs.send(
            new FilterLogEventsCommand({
              logGroupName,
              startTime: Date.parse(began) - slackMs,
              endTime: Date.parse(failedAt) + slackMs,
              nextToken,
            }),
            o,
          ),
        { requestMs, isElsewhere: true },
      );
    const lines: string[] = [];
    let next: string | undefined;
    do {
      const page = await read(next);
      lines.push(...(page.events ?? []).map(event => event.message ?? ''));
      next = page.nextToken;
    } while (next && lines.length < mostRead);
    return readableLines(lines.map(message => this.hide(message)))
      .map(line => shortLine(line.replace(/\s+/g, ' ').trim()))
      .filter(line => line && !isRuntimeLine(line))
      .slice(-mostLines);
  }

  /** Of the function that the resource's ServiceToken names, as far as the template and the events tell. */
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

/** Lambda's own lines say nothing of the cause. */
function isRuntimeLine(line: string): boolean {
  return /^(START|END|REPORT|INIT_START) /.test(line);
}

function shortLine(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
