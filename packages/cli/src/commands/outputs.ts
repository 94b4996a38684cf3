import type { Command } from 'commander';
import type { Io } from '../lib/io';
import { run } from '../run';
import type { OutputsOptions } from '../run/outputs';

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
