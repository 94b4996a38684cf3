import type { Command } from 'commander';
import { stackOutputs } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import type { Io } from '../lib/io';

type Options = AwsOptions & { stackName: string; json?: boolean };

/** `outputs --stack-name N --region R [--aws-endpoint-url U] [--json]` */
export function addOutputs(program: Command, io: Io) {
  program
    .command('outputs')
    .description('Show the outputs of a stack')
    .requiredOption('--stack-name <name>', 'Name or ARN of the stack')
    .option('--region <region>', 'AWS region (default: AWS_REGION)')
    .option('--aws-endpoint-url <url>', 'Endpoint of a local AWS')
    .option('--json', 'Write the outputs as JSON')
    .action(async (options: Options) => {
      const { cloudFormation, close } = awsClients(options);
      try {
        const { stackName } = options;
        const outputs = await stackOutputs({ cloudFormation, stackName });
        io.out(
          options.json
            ? JSON.stringify(outputs, null, 2)
            : Object.entries(outputs)
                .map(([name, value]) => `${name} = ${value}`)
                .join('\n'),
        );
      } finally {
        close();
      }
    });
}
