import type { Command } from 'commander';
import type { Io } from '../lib/io';
import { run } from '../run';
import type { DestroyOptions } from '../run/destroy';
import { retainOption } from '../lib/logicalIds';

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
    .action(async (options: DestroyOptions) => {
      await run.destroy(options, io);
    });
}
