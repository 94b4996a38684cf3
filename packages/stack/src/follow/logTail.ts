import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { AwsCalls } from '../aws/calls';
import { hidden, hideInside, parsedJson, secretName } from '../secrets';
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
    return lines
      .flatMap(line => line.split('\n'))
      .map(line => readableLine(this.hide(line)))
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

/** A name that says that what follows is secret, with its quotes, which JSON inside JSON escapes. */
const name = `\\\\*["']?[\\w-]*(?:${secretName.source.replaceAll(
  '(',
  '(?:',
)})[\\w-]*\\\\*["']?`;
/** A list, an object, a quoted text, or all up to a blank, comma or bracket. */
const value = `(?:\\[[^\\]]*\\]?|\\{[^}]*\\}?|\\\\*"[^"\\\\]*\\\\*"|'[^']*'|[^\\s,}\\]]+)`;
/** `name=value` or `"name": "value"` of something secret; the first group is all but the value. */
const secretPair = new RegExp(`(${name}\\s*[:=]\\s*)${value}`, 'gi');
/** Schemes of an Authorization header: the secret is the word after them. */
const credentials = /\b(Bearer|Basic|AWS4-HMAC-SHA256)\s+[^\s"',}]+/gi;

/** On one line, and without what may be secret: the signature of a presigned response URL above all. */
function readableLine(line: string): string {
  const oneLine = line.replace(/\s+/g, ' ').trim();
  // After its prefix of time, request and level a line often is one JSON text.
  const start = oneLine.search(/[[{]/);
  const content = start < 0 ? undefined : parsedJson(oneLine.slice(start));
  const text =
    content === undefined
      ? withoutSecrets(oneLine)
      : withoutSecrets(oneLine.slice(0, start)) +
        JSON.stringify(hideInside(content, hideInText));
  return text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
}

/** A text in JSON may be JSON itself, as where a log line is wrapped. */
function hideInText(text: string): string {
  const content = parsedJson(text);
  return content === undefined
    ? withoutSecrets(text)
    : JSON.stringify(hideInside(content, hideInText));
}

function withoutSecrets(text: string): string {
  return text
    .replace(/(https?:\/\/[^\s"'?]+)\?[^\s"']*/g, '$1?…')
    .replace(credentials, `$1 ${hidden}`)
    .replace(
      /(\bauthorization\\*["']?\s*[:=]\s*\\*["']?)[^"']*/gi,
      `$1${hidden}`,
    )
    .replace(secretPair, `$1${hidden}`);
}
