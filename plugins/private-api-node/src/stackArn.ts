import { InputError } from '@backstage/errors';
import type { Environment } from '@private-serverless/environment';

/**
 * Parts of the ARN of a CloudFormation stack.
 * @public
 */
export type StackArn = {
  arn: string;
  partition: string;
  region: string;
  accountId: string;
  stackName: string;
  /** UUID of the stack. It differs from that of an earlier stack with the same name. */
  stackId: string;
};

// Names: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html
const stackArnPattern =
  /^arn:(aws(?:-cn|-us-gov)?):cloudformation:([a-z0-9-]{1,32}):(\d{12}):stack\/([A-Za-z][A-Za-z0-9-]{0,127})\/([A-Za-z0-9-]{1,64})$/;

/**
 * Parses the ARN of a CloudFormation stack.
 * @throws InputError that names the value if it is not a valid ARN
 * @public
 */
export function parseStackArn(arn: string): StackArn {
  const match = stackArnPattern.exec(arn);
  if (!match) {
    throw new InputError(
      `${JSON.stringify(
        arn.slice(0, 200),
      )} is not a valid ARN of a CloudFormation stack. Use one such as arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/<id>`,
    );
  }
  const [, partition, region, accountId, stackName, stackId] = match;
  return { arn, partition, region, accountId, stackName, stackId };
}

/**
 * Splits the stack-arn annotation at commas. Returns the trimmed values in their order, without duplicates. The
 * values are untrusted. {@link parseStackArn} validates them.
 * @param annotation - value of the annotation. A catalog file can contain a value that is not a string
 * @public
 */
export function stackArnsOf(annotation: string | undefined): string[] {
  const texts = String(annotation ?? '')
    .split(',')
    .map(text => text.trim());
  return [...new Set(texts.filter(text => text !== ''))];
}

/**
 * Returns every environment with the partition, account and region of a stack. To authorize the use of a stack,
 * require all of them, because the choice between them is untrusted catalog data.
 * @param environments - from {@link readEnvironments}
 * @param arn - from {@link parseStackArn}
 * @public
 */
export function environmentsForArn(
  environments: readonly Environment[],
  arn: StackArn,
): Environment[] {
  return environments.filter(
    environment =>
      environment.partition === arn.partition &&
      environment.accountId === arn.accountId &&
      environment.region === arn.region,
  );
}

/**
 * Returns the environment with the partition, account and region of a stack.
 * @param environments - from {@link readEnvironments}
 * @param arn - from {@link parseStackArn}
 * @param preferredId - id of the environment to use if several share an account and a region
 * @returns undefined if there is none
 * @public
 */
export function environmentForArn(
  environments: readonly Environment[],
  arn: StackArn,
  preferredId?: string,
): Environment | undefined {
  const candidates = environmentsForArn(environments, arn);
  return candidates.find(({ id }) => id === preferredId) ?? candidates[0];
}
