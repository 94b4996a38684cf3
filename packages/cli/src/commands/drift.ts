import type { Command } from 'commander';
import { detectDrift, driftLines } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import type { Io } from '../lib/io';
import { NegativeResult } from '../lib/usage';

type Options = AwsOptions & { stackName: string; json?: boolean };

/** `drift --stack-name N --region R [--aws-endpoint-url U] [--json]`: code 1 where anything differs or is not known */
export function addDrift(program: Command, io: Io) {
  program
    .command('drift')
    .description(
      'how the live resources of a stack differ from its template; changes nothing',
    )
    .requiredOption('--stack-name <name>', 'name or ARN')
    .option('--region <region>', 'default: AWS_REGION')
    .option('--aws-endpoint-url <url>', 'a local AWS')
    .option('--json', 'write the result as JSON')
    .action(async (options: Options) => {
      const { cloudFormation, close } = awsClients(options);
      try {
        const result = await detectDrift({
          cloudFormation,
          stackName: options.stackName,
          signal: io.stop(),
          onProgress: io.err,
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
