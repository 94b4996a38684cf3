import { Account } from '../account/Account';
import { asText } from '../account/values';
import type { Denials } from '../control/Denials';
import { AwsError } from '../protocol/errors';
import { QueryService } from '../protocol/query';
import { managedPolicyType, roleType } from '../resources/iam';

const createdAt = new Date('2026-01-01T00:00:00Z');

function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

/**
 * IAM: the operations that read roles and managed policies. The sandbox enforces no policies, so the simulation allows
 * what no control call denies.
 */
export function iam(account: Account, denials: Denials): QueryService {
  return {
    name: 'IAM',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    isGlobal: true,
    operations: {
      GetRole: {
        parameters: ['RoleName'],
        run(parameters) {
          const name = parameters.required('RoleName');
          const role = account.find(roleType, name);
          if (!role) {
            throw noSuchEntity(`The role with name ${name} cannot be found.`);
          }
          const { AssumeRolePolicyDocument, Path } = role.properties;
          return {
            Role: {
              RoleName: name,
              RoleId: String(role.attributes.RoleId),
              Arn: String(role.attributes.Arn),
              Path: asText(Path) ?? '/',
              CreateDate: createdAt,
              AssumeRolePolicyDocument: encodeURIComponent(
                JSON.stringify(AssumeRolePolicyDocument),
              ),
            },
          };
        },
      },
      GetPolicy: {
        parameters: ['PolicyArn'],
        run(parameters) {
          const arn = parameters.required('PolicyArn');
          const policy = account.find(managedPolicyType, arn);
          if (!policy) {
            throw noSuchEntity(
              `Policy ${arn} does not exist or is not attachable.`,
            );
          }
          return {
            Policy: {
              PolicyName: arn.replace(/^.*\//, ''),
              Arn: arn,
              DefaultVersionId: 'v1',
              IsAttachable: true,
              CreateDate: createdAt,
            },
          };
        },
      },
      SimulatePrincipalPolicy: {
        parameters: [
          'PolicySourceArn',
          'ActionNames',
          'ResourceArns',
          'ContextEntries',
        ],
        run(parameters, accessKeyId) {
          parameters.required('PolicySourceArn');
          const [resource = '*'] = parameters.list('ResourceArns');
          return {
            IsTruncated: false,
            EvaluationResults: parameters.list('ActionNames').map(action => {
              const [service, operation] = action.split(':');
              const reason = denials.reason(accessKeyId, service, operation);
              return {
                EvalActionName: action,
                EvalResourceName: resource,
                EvalDecision: reason ? 'implicitDeny' : 'allowed',
              };
            }),
          };
        },
      },
    },
  };
}
