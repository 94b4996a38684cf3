import { detectDrift, driftLines } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';
import { NegativeResult } from '../lib/usage';

/** Options of `drift`. */
export type DriftOptions = AwsOptions & { stackName: string; json?: boolean };

/** Runs `drift`. */
export async function runDrift(options: DriftOptions, io: Io) {
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
}
