import type { Environment } from '@private-serverless/environment';
import {
  describeStack,
  type StackDescription,
} from '@private-serverless/stack';
import { type Aws, awsClients } from '../awsClients';

/** Name of the stack that prepares the account and region of an environment. */
export function environmentStackName(id: string): string {
  return `private-serverless-environment-${id}`;
}

/** The template of that stack, a file of the generator's package. */
export function environmentTemplatePath(): string {
  return require.resolve(
    'generator-private-serverless/environment/template.yaml',
  );
}

/** The AWS clients of an environment. */
export function environmentClients({
  region,
  awsEndpointUrl,
}: Environment): Aws {
  return awsClients({ region, awsEndpointUrl });
}

/** States of a stack whose creation has not succeeded: the next deploy starts over. */
const neverDeployed = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*)$/;

/**
 * Describes the stack that prepares an environment.
 *
 * @returns undefined if the stack does not exist, or has never been deployed
 * @throws StackError `input` for credentials of another account than the environment's
 */
export async function readEnvironmentStack(
  { cloudFormation, sts }: Aws,
  { id, accountId }: Environment,
): Promise<StackDescription | undefined> {
  const stackName = environmentStackName(id);
  const stack = await describeStack({
    cloudFormation,
    sts,
    accountId,
    stackName,
  });
  return stack && neverDeployed.test(stack.status) ? undefined : stack;
}
