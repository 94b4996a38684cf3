import {
  GetRoleCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type { CheckContext } from '../session/context';
import type { Read } from '../session/Reader';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import type { Caller } from './caller';

const id = 'role.pass';
const service = 'cloudformation.amazonaws.com';

/**
 * Checks that the identity may pass CloudFormation's service role. IAM simulates its policies; a condition on something
 * that only a real request has can make the result differ.
 */
export async function checkPassRole(
  context: CheckContext,
  caller: Caller,
): Promise<Check[]> {
  const { clients, environment, reader } = context;
  const { cloudFormationRoleArn } = environment;
  if (!cloudFormationRoleArn) return [];
  // The root user has every permission, and IAM cannot simulate it.
  if (caller.arn.endsWith(':root')) {
    return [ok(id, cloudFormationRoleArn, caller.arn)];
  }
  const source = await principalOf(context, caller.arn);
  if (source.problem) {
    return [unknown(id, cloudFormationRoleArn, source.problem)];
  }
  const { value, problem } = await reader.read(
    'iam:SimulatePrincipalPolicy',
    () =>
      clients.iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: source.value,
          ActionNames: ['iam:PassRole'],
          ResourceArns: [cloudFormationRoleArn],
          ContextEntries: [
            {
              ContextKeyName: 'iam:PassedToService',
              ContextKeyType: 'string',
              ContextKeyValues: [service],
            },
          ],
        }),
      ),
  );
  if (problem) return [unknown(id, cloudFormationRoleArn, problem)];
  const [result] = value.EvaluationResults ?? [];
  return [
    result?.EvalDecision === 'allowed'
      ? ok(id, cloudFormationRoleArn, source.value)
      : wrong(id, cloudFormationRoleArn, {
          found: `${source.value}: ${result?.EvalDecision ?? 'no result'}`,
          expected: `iam:PassRole to ${service}`,
          fix: 'Attach docs/iam/deploy.json to the identity that deploys, with this role in SERVICE_ROLE_NAME.',
        }),
  ];
}

/** The user or role with the policies. An assumed role has its name, but not its path, in the ARN of the session. */
async function principalOf(
  { clients, reader }: CheckContext,
  arn: string,
): Promise<Read<string>> {
  const [, RoleName] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (!RoleName) return { value: arn };
  return reader.read('iam:GetRole', async () => {
    const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName }));
    return Role!.Arn!;
  });
}
