import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/** The placeholder ARN that a dry run returns. It is valid input for the next steps, but no stack has it. */
export function placeholderStackArn(
  { partition, region, accountId }: Environment,
  stackName: string,
): string {
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-0000-0000-000000000000`;
}
