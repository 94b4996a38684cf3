import { subnetHostBits } from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { parameterNames } from './template.ts';

/** A parameter file: values by parameter name, and the tags of the stack. */
export type ParametersFile = {
  Parameters: Record<string, string>;
  Tags: Record<string, string>;
};

/** Name of the service's stack in an environment. */
export function stackName(answers: Answers, environment: Environment): string {
  return `${answers.name}-${environment.id}`;
}

/**
 * Renders the parameter file of a template from an environment. A parameter without a value uses the template's default.
 * The deploy sets the location of the code (`ArtifactBucket`, `…CodeKey`).
 */
export function renderParameters(
  templateText: string,
  environment: Environment,
): ParametersFile {
  const vpcCidr = environment.network?.new?.cidrs?.[0] ?? '';
  const known: Record<string, string | undefined> = {
    VpcCidr: vpcCidr,
    SubnetHostBits: String(subnetHostBits(vpcCidr)),
    DynamoDbPrefixListId: environment.network?.new?.prefixListIds?.dynamodb,
    PermissionsBoundaryArn: environment.permissionsBoundaryArn,
    KmsKeyArn: environment.kmsKeyArn,
    LogRetentionDays: environment.logRetentionDays?.toString(),
    DeletionProtection: String(environment.deletionProtection ?? true),
  };
  environment.corporateCidrs?.forEach((cidr, index) => {
    known[`CorporateCidr${index + 1}`] = cidr;
  });
  const values: Record<string, string> = {};
  for (const name of parameterNames(templateText)) {
    const value = known[name];
    if (value !== undefined) {
      values[name] = value;
    }
  }
  return { Parameters: values, Tags: { ...environment.tags } };
}
