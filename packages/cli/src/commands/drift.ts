import type { Command } from 'commander';
import { detectDrift, driftLines } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';
import { NegativeResult } from '../lib/usage';

type Options = AwsOptions & { stackName: string; json?: boolean };

/**
 * `drift --stack-name N --region R [--aws-endpoint-url U] [--json]`. Exit code 1 if a resource differs or could not be
 * compared.
 */
export function addDrift(program: Command, io: Io) {
  program
    .command('drift')
    .description(
      'Detect differences between the live resources of a stack and its template, without changing anything',
    )
    .requiredOption('--stack-name <name>', 'Name or ARN of the stack')
    .option('--region <region>', 'AWS region (default: AWS_REGION)')
    .option('--aws-endpoint-url <url>', 'Endpoint of a local AWS')
    .option('--json', 'Write the result as JSON')
    .action(async (options: Options) => {
      const { cloudFormation, close } = awsClients(options);
      try {
        const result = await detectDrift({
          cloudFormation,
          stackName: options.stackName,
          signal: io.stop(),
          ...followOn(io, { stackName: '--stack-name' }),
        });
        io.out(
          options.json
            ? JSON.stringify(result, null, 2)
            : driftLines(result).join('\n'),
        );
        if (result.status !== 'IN_SYNC') throw new NegativeResult();
      } finally {
        close();
      }
    });
}
