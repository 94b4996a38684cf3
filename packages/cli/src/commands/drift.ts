import type { Command } from 'commander';
import type { Io } from '../lib/io';
import { run } from '../run';
import type { DriftOptions } from '../run/drift';

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
    .action(async (options: DriftOptions) => {
      await run.drift(options, io);
    });
}
