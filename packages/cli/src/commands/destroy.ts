import type { Command } from 'commander';
import { destroyStack, type DestroyResult } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';
import { retainOption } from '../lib/logicalIds';

type Options = AwsOptions & {
  stackName: string;
  plan?: boolean;
  emptyBuckets?: boolean;
  retain?: string[];
  liftProtection?: boolean;
  json?: boolean;
};

const flags = {
  stackName: '--stack-name',
  emptyBuckets: '--empty-buckets',
  liftProtection: '--lift-protection',
  retainResources: '--retain',
};

/** `destroy --stack-name N --region R [--plan] [--empty-buckets] [--retain ID…] [--lift-protection] [--json]` */
export function addDestroy(program: Command, io: Io) {
  program
    .command('destroy')
    .description(
      'Delete a stack and every resource that its deletion policies do not retain',
    )
    .requiredOption('--stack-name <name>', 'Name or ARN of the stack')
    .option('--region <region>', 'AWS region (default: AWS_REGION)')
    .option('--aws-endpoint-url <url>', 'Endpoint of a local AWS')
    .option('--plan', 'Show what would be deleted and retained, and stop')
    .option(
      '--empty-buckets',
      'Delete all objects in the buckets that are deleted with the stack',
    )
    .addOption(
      retainOption(
        'Retain these resources in AWS when you repeat a failed deletion (DELETE_FAILED)',
      ),
    )
    .option('--lift-protection', 'Turn off the termination protection first')
    .option('--json', 'Write the result as JSON')
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
          ...followOn(io, flags),
        });
        io.out(
          options.json
            ? JSON.stringify(result, null, 2)
            : summary(options.stackName, result),
        );
      } finally {
        close();
      }
    });
}

function summary(stackName: string, result: DestroyResult): string {
  const { plan, status, emptied, retained } = result;
  if (plan) return plan.lines.join('\n');
  return [
    `${status}: ${stackName}`,
    ...emptied.map(
      ({ bucket, objects }) => `  emptied: ${bucket} (objects: ${objects})`,
    ),
    ...retained.map(
      ({ type, physicalId, logicalId }) =>
        `  retained: ${type} ${physicalId ?? logicalId}`,
    ),
  ].join('\n');
}
