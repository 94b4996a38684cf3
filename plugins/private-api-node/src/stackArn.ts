import { InputError } from '@backstage/errors';
import type { Environment } from '@private-serverless/environment';

/**
 * The parts of a CloudFormation stack's ARN.
 * @public
 */
export type StackArn = {
  arn: string;
  partition: string;
  region: string;
  accountId: string;
  stackName: string;
  /** The UUID that tells a stack from an earlier one of the same name. */
  stackId: string;
};

// Names: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html
const stackArnPattern =
  /^arn:(aws(?:-cn|-us-gov)?):cloudformation:([a-z0-9-]{1,32}):(\d{12}):stack\/([A-Za-z][A-Za-z0-9-]{0,127})\/([A-Za-z0-9-]{1,64})$/;

/**
 * Takes the ARN of a CloudFormation stack apart.
 * @throws InputError that names the value, when it is not one
 * @public
 */
export function parseStackArn(arn: string): StackArn {
  const match = stackArnPattern.exec(arn);
  if (!match) {
    throw new InputError(
      `${JSON.stringify(
        arn.slice(0, 200),
      )} is not the ARN of a CloudFormation stack, such as arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/<id>`,
    );
  }
  const [, partition, region, accountId, stackName, stackId] = match;
  return { arn, partition, region, accountId, stackName, stackId };
}

/**
 * The texts of the stack-arn annotation: split at commas, trimmed, each once, in the order written.
 * They are the catalog author's; {@link parseStackArn} says which of them are ARNs.
 * @param annotation - the annotation's value; a catalog file may carry something other than a string
 * @public
 */
export function stackArnsOf(annotation: string | undefined): string[] {
  const texts = String(annotation ?? '')
    .split(',')
    .map(text => text.trim());
  return [...new Set(texts.filter(text => text !== ''))];
}

/**
 * Every configured environment that a stack can belong to: same partition, account and region.
 * Whoever authorises the use of a stack asks for all of them, since which one is meant is the catalog author's word.
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
 * The configured environment that a stack lives in: same partition, account and region.
 * @param environments - from {@link readEnvironments}
 * @param arn - from {@link parseStackArn}
 * @param preferredId - which one, when several environments share an account and a region
 * @returns undefined when no environment fits
 * @public
 */
export function environmentForArn(
  environments: readonly Environment[],
  arn: StackArn,
  preferredId?: string,
): Environment | undefined {
  const fitting = environmentsForArn(environments, arn);
  return fitting.find(({ id }) => id === preferredId) ?? fitting[0];
}
