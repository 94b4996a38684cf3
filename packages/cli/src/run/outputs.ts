import { stackOutputs } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import type { Io } from '../lib/io';

/** Options of `outputs`. */
export type OutputsOptions = AwsOptions & { stackName: string; json?: boolean };

/** Runs `outputs`. */
export async function runOutputs(options: OutputsOptions, io: Io) {
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
}
