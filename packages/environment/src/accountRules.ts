import type { EnvironmentConfig, Partition } from './Environment.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';

/** The parts of an ARN that locate its resource. */
type Place = { partition: string; region: string; account: string };

/**
 * Reports ARNs of another partition, account or region than the environment.
 * AWS would reject them in the first deploy. CloudFormation accepts a service
 * role only of the same account, and IAM a permissions boundary. A key may
 * belong to another account, but not to another region.
 */
export function accountProblems(
  environment: EnvironmentConfig,
  path: string,
): EnvironmentProblem[] {
  const { accountId, region, partition = 'aws' } = environment;
  const expected = region && partitionOf(region);
  if (expected && expected !== partition) {
    return [
      {
        path: `${path}.partition`,
        value: partition,
        message: `is not the partition of region ${region}`,
        fix: `Write partition: ${expected}, or another region.`,
      },
    ];
  }
  const own = { partition, region, account: accountId };
  return [
    arnProblem(environment, 'cloudFormationRoleArn', path, own, ['account']),
    arnProblem(environment, 'permissionsBoundaryArn', path, own, ['account']),
    arnProblem(environment, 'kmsKeyArn', path, own, ['region']),
  ].flatMap(problem => problem ?? []);
}

function arnProblem(
  environment: EnvironmentConfig,
  key: 'cloudFormationRoleArn' | 'permissionsBoundaryArn' | 'kmsKeyArn',
  path: string,
  own: Place,
  parts: Array<keyof Place>,
): EnvironmentProblem | undefined {
  const value = environment[key];
  if (!value) return undefined;
  const [, partition = '', , region = '', account = ''] = value.split(':');
  const found: Place = { partition, region, account };
  const other = (['partition', ...parts] as const).find(
    // AWS managed policies have the account `aws`.
    part => own[part] && found[part] !== own[part] && found[part] !== 'aws',
  );
  return (
    other && {
      path: `${path}.${key}`,
      value: shownValue(value),
      message: `belongs to another ${other} than the environment`,
      fix: `Use an ARN in ${other} ${own[other]}.`,
    }
  );
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
