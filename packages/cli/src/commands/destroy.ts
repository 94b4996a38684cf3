import type { Command } from 'commander';
import {
  destroyStack,
  type DestroyResult,
  eventLine,
  StackError,
} from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import type { Io } from '../lib/io';

type Options = AwsOptions & {
  stackName: string;
  plan?: boolean;
  emptyBuckets?: boolean;
  retain?: string[];
  liftProtection?: boolean;
  json?: boolean;
};

/** `destroy --stack-name N --region R [--plan] [--empty-buckets] [--retain ID…] [--lift-protection] [--json]` */
export function addDestroy(program: Command, io: Io) {
  program
    .command('destroy')
    .description(
      'delete a stack and everything in it that its template lets go',
    )
    .requiredOption('--stack-name <name>', 'name or ARN')
    .option('--region <region>', 'default: AWS_REGION')
    .option('--aws-endpoint-url <url>', 'a local AWS')
    .option('--plan', 'show what would be deleted and kept, and stop')
    .option('--empty-buckets', 'delete what is in the buckets that go')
    .option(
      '--retain <id...>',
      'leave these resources behind, where a deletion has failed before',
    )
    .option('--lift-protection', 'lift the termination protection first')
    .option('--json', 'write the result as JSON')
    .action(async (options: Options) => {
      const { cloudFormation, s3, close } = awsClients(options);
      try {
        const result = await destroyStack({
          cloudFormation,
          s3,
          stackName: options.stackName,
          plan: options.plan,
          emptyBuckets: options.emptyBuckets,
          retainResources: options.retain,
          liftProtection: options.liftProtection,
          signal: io.stop(),
          onEvent: event => io.err(eventLine(event)),
          onProgress: io.err,
        });
        io.out(
          options.json
            ? JSON.stringify(result, null, 2)
            : summary(options.stackName, result),
        );
      } catch (error) {
        throw inOurWords(error);
      } finally {
        close();
      }
    });
}

function summary(stackName: string, result: DestroyResult): string {
  const { plan, status, emptied, retained } = result;
  if (plan) return plan.lines.map(inOptions).join('\n');
  return [
    `${status}: ${stackName}`,
    ...emptied.map(
      ({ bucket, objects }) => `  emptied: ${bucket} (objects: ${objects})`,
    ),
    ...retained.map(
      kept => `  kept: ${kept.type} ${kept.physicalId ?? kept.logicalId}`,
    ),
  ].join('\n');
}

function inOurWords(error: unknown): unknown {
  if (!(error instanceof StackError)) return error;
  const { code, message, cause, failure } = error;
  return new StackError(code, inOptions(message), { cause, failure });
}

/** The engine names its own options; a terminal has others. */
function inOptions(text: string): string {
  return text
    .replaceAll('emptyBuckets', '--empty-buckets')
    .replaceAll('liftProtection', '--lift-protection')
    .replace(
      /\(retainResources: ([^)]*)\)/g,
      (_, names: string) => `(--retain ${names.replaceAll(',', '')})`,
    )
    .replaceAll('retainResources', '--retain');
}
