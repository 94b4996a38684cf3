import type { Command } from 'commander';
import { destroyStack, eventLine } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import type { Io } from '../lib/io';

type Options = AwsOptions & { stackName: string };

/** `destroy --stack-name N --region R [--aws-endpoint-url U]` */
export function addDestroy(program: Command, io: Io) {
  program
    .command('destroy')
    .description(
      'delete a stack and everything in it that its template lets go',
    )
    .requiredOption('--stack-name <name>', 'name or ARN')
    .option('--region <region>', 'default: AWS_REGION')
    .option('--aws-endpoint-url <url>', 'a local AWS')
    .action(async (options: Options) => {
      const { cloudFormation, close } = awsClients(options);
      try {
        const { status, retained } = await destroyStack({
          cloudFormation,
          stackName: options.stackName,
          signal: io.stop(),
          onEvent: event => io.err(eventLine(event)),
          onProgress: io.err,
        });
        io.out(
          [
            `${status}: ${options.stackName}`,
            ...retained.map(
              kept =>
                `  kept: ${kept.type} ${kept.physicalId ?? kept.logicalId}`,
            ),
          ].join('\n'),
        );
      } finally {
        close();
      }
    });
}
