import { RANGE_PARAMETERS } from '@private-serverless/environment';
import { destroyStack, type DestroyResult } from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';

/** Options of `destroy`. */
export type DestroyOptions = AwsOptions & {
  stackName: string;
  plan?: boolean;
  emptyBuckets?: boolean;
  retain?: string[];
  liftProtection?: boolean;
  json?: boolean;
};

const flags = {
  stackName: '--stack-name',
  emptyBuckets: '--empty-buckets',
  liftProtection: '--lift-protection',
  retainResources: '--retain',
};

/** Runs `destroy`. */
export async function runDestroy(options: DestroyOptions, io: Io) {
  const { cloudFormation, s3, close } = awsClients(options);
  try {
    const result = await destroyStack({
      cloudFormation,
      s3,
      stackName: options.stackName,
      plan: options.plan,
      emptyBuckets: options.emptyBuckets,
      retainResources: options.retain,
      liftProtection: options.liftProtection,
      claimedRange: RANGE_PARAMETERS,
      signal: io.stop(),
      ...followOn(io, flags),
    });
    io.out(
      options.json
        ? JSON.stringify(result, null, 2)
        : summary(options.stackName, result),
    );
  } finally {
    close();
  }
}

function summary(stackName: string, result: DestroyResult): string {
  const { plan, status, emptied, retained } = result;
  if (plan) return plan.lines.join('\n');
  return [
    `${status}: ${stackName}`,
    ...emptied.map(
      ({ bucket, objects }) => `  emptied: ${bucket} (objects: ${objects})`,
    ),
    ...retained.map(
      ({ type, physicalId, logicalId, command }) =>
        `  retained: ${type} ${physicalId ?? logicalId}${
          command ? `; to delete it: ${command}` : ''
        }`,
    ),
  ].join('\n');
}
