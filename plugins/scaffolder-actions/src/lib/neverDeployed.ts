import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/** The ARN that a dry run puts out: of the right form for the steps that follow, and of no stack. */
export function neverDeployedArn(
  { partition, region, accountId }: Environment,
  stackName: string,
): string {
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-0000-0000-000000000000`;
}
