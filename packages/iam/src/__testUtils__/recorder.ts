import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { STSClient } from '@aws-sdk/client-sts';
import type { EntryClients } from '@private-serverless/readiness';
import { type Buckets, permissionsOf } from '../operations';
import type { Request } from './evaluate';

/** An operation that a client sent, and its resource. */
export type Sent = { operation: string; input: Record<string, unknown> };

/** Records the requests of AWS clients, including retries. */
export class Recorder {
  readonly sent: Sent[] = [];

  watch(
    ...clients: Array<
      | CloudFormationClient
      | CloudWatchLogsClient
      | EntryClients[keyof EntryClients]
      | S3Client
      | STSClient
    >
  ): void {
    for (const client of clients) {
      // Each client has its own type for the middleware stack.
      const { middlewareStack } = client as CloudFormationClient;
      middlewareStack.add(
        (next, context) => async args => {
          this.sent.push({
            operation: String(context.commandName).replace(/Command$/, ''),
            input: args.input as Record<string, unknown>,
          });
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'recorder' },
      );
    }
  }

  /** Number of requests by operation, sorted. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    const names = this.sent.map(({ operation }) => operation).sort();
    for (const operation of names) {
      counts[operation] = (counts[operation] ?? 0) + 1;
    }
    return counts;
  }

  /** The requests that IAM would evaluate. */
  requests(context: {
    artifactBucket: string;
    /** For a call that names only its change set. */
    stackName: string;
    roleArn: string;
  }): Request[] {
    return this.sent.flatMap(({ operation, input }) => {
      const bucket = input.Bucket as string | undefined;
      const buckets: Buckets =
        bucket === context.artifactBucket ? 'artifacts' : 'service';
      return (
        permissionsOf(operation, {
          buckets,
          isEveryStack: input.StackName === undefined,
        })
          // CloudFormation does not read a template in the request from S3.
          .filter(({ on }) => on !== 'artifacts' || bucket || input.TemplateURL)
          .map(({ action, on }) => ({
            action,
            resource: resourceOf(on, { operation, input }, context),
          }))
      );
    });
  }
}

function resourceOf(
  on: ReturnType<typeof permissionsOf>[number]['on'],
  { operation, input }: Sent,
  { stackName, roleArn }: { stackName: string; roleArn: string },
): string {
  switch (on) {
    case 'stack': {
      const isEveryStack = operation === 'DescribeStacks' && !input.StackName;
      // The resource in AWS's error is stack/*/*.
      const name = isEveryStack ? '*' : String(input.StackName ?? stackName);
      return name.startsWith('arn:')
        ? name
        : `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/*`;
    }
    case 'any':
      return '*';
    case 'serviceRole':
      return String(input.RoleARN ?? roleArn);
    case 'serviceLogs':
      return `arn:aws:logs:eu-central-1:111111111111:log-group:${input.logGroupName}`;
    case 'apiGatewaySettings':
      return `arn:aws:apigateway:eu-central-1:${domainPath(operation, input)}`;
    case 'serviceBuckets':
      return `arn:aws:s3:::${input.Bucket}`;
    default: {
      if (input.TemplateURL) {
        const { pathname } = new URL(String(input.TemplateURL));
        return `arn:aws:s3:::${pathname.slice(1)}`;
      }
      const first = (input.Delete as { Objects: Array<{ Key: string }> })
        ?.Objects[0].Key;
      return `arn:aws:s3:::${input.Bucket}/${input.Key ?? first}`;
    }
  }
}

/** Account and path of a call that reads domains. Regional domains have no account. */
function domainPath(operation: string, input: Sent['input']): string {
  if (operation === 'GetDomainNameAccessAssociations') {
    return '111111111111:/domainnameaccessassociations';
  }
  const { domainName, domainNameId } = input;
  const domain = domainNameId
    ? `111111111111:/domainnames/${domainName}+${domainNameId}`
    : `:/domainnames/${domainName}`;
  return operation === 'GetBasePathMappings'
    ? `${domain}/basepathmappings`
    : domain;
}
