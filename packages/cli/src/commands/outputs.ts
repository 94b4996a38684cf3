import type { Command } from 'commander';
import type { AwsOptions } from '../lib/awsClients';
import type { Io } from '../lib/io';
import { run } from '../run';

/** Options of `outputs`. */
export type OutputsOptions = AwsOptions & { stackName: string; json?: boolean };

/** `outputs --stack-name N --region R [--aws-endpoint-url U] [--json]` */
export function addOutputs(program: Command, io: Io) {
  program
    .command('outputs')
    .description('Show the outputs of a stack')
    .requiredOption('--stack-name <name>', 'Name or ARN of the stack')
    .option('--region <region>', 'AWS region (default: AWS_REGION)')
    .option('--aws-endpoint-url <url>', 'Endpoint of a local AWS')
    .option('--json', 'Write the outputs as JSON')
    .action(async (options: OutputsOptions) => {
      await run.outputs(options, io);
    });
}
