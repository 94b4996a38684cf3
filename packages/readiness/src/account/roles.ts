import { GetPolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import type { CheckContext } from '../session/context';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { includesAction, statementsOf } from './policies';

const cloudFormation = 'cloudformation.amazonaws.com';

/** Checks CloudFormation's service role, if the environment has one: it exists, and CloudFormation may assume it. */
export async function checkCloudFormationRole({
  clients,
  environment,
  reader,
}: CheckContext): Promise<Check[]> {
  const { accountId, cloudFormationRoleArn: arn } = environment;
  const id = 'role.cloudformation';
  if (!arn) return [];
  if (accountOf(arn) !== accountId) {
    return [foreign(id, arn, 'cloudFormationRoleArn', accountId)];
  }
  const { value: role, problem } = await reader.read('iam:GetRole', async () =>
    clients.iam
      .send(new GetRoleCommand({ RoleName: nameOf(arn) }))
      .then(({ Role }) => Role!),
  );
  if (problem?.kind === 'missing' || (role && role.Arn !== arn)) {
    return [
      missing(id, arn, {
        expected: `a role that ${cloudFormation} can assume`,
        fix: 'Deploy the environment stack, which creates one, or correct cloudFormationRoleArn, with the path of the role.',
      }),
    ];
  }
  if (problem) return [unknown(id, arn, problem)];
  const trust = decodeURIComponent(role.AssumeRolePolicyDocument ?? '{}');
  const canBeAssumed = statementsOf(trust).some(
    ({ isAllow, principals, actions }) =>
      isAllow &&
      principals.Service?.includes(cloudFormation) &&
      includesAction(actions, 'sts:AssumeRole'),
  );
  return [
    canBeAssumed
      ? ok(id, arn)
      : wrong(id, arn, {
          found: `a trust policy without ${cloudFormation}`,
          expected: `sts:AssumeRole for ${cloudFormation}`,
          fix: 'Use docs/iam/cloudformation-trust.json as the trust policy of the role.',
        }),
  ];
}

/** Checks that the permissions boundary exists, if the environment has one. */
export async function checkBoundary({
  clients,
  environment,
  reader,
}: CheckContext): Promise<Check[]> {
  const { accountId, permissionsBoundaryArn: arn } = environment;
  const id = 'policy.boundary';
  if (!arn) return [];
  if (![accountId, 'aws'].includes(accountOf(arn))) {
    return [foreign(id, arn, 'permissionsBoundaryArn', accountId)];
  }
  const { problem } = await reader.read('iam:GetPolicy', () =>
    clients.iam.send(new GetPolicyCommand({ PolicyArn: arn })),
  );
  if (!problem) return [ok(id, arn)];
  return [
    problem.kind === 'missing'
      ? missing(id, arn, {
          expected: 'a managed policy',
          fix: 'Deploy the environment stack, which creates one, or correct permissionsBoundaryArn.',
        })
      : unknown(id, arn, problem),
  ];
}

function foreign(id: string, arn: string, key: string, accountId: string) {
  return wrong(id, arn, {
    found: `account ${accountOf(arn)}`,
    expected: `account ${accountId}`,
    fix: `Set ${key} to an ARN of account ${accountId}.`,
  });
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function nameOf(arn: string): string {
  return arn.replace(/^.*\//, '');
}
