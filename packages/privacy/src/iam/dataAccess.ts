import type { Node } from '@private-serverless/template';
import { isPresent, mayAllow } from '../policy/statement';
import type { Resource, Template } from '../template/Template';
import { includesAction } from './actions';
import { excessOf } from './grants';
import { policiesOfRole } from './identityPolicies';
import { attachmentsOf } from './managedPolicies';
import { isPattern } from './patterns';

/** Actions that read or write data and secrets of services. Source: their access levels in the service authorization reference. */
const dataActions = [
  's3:GetObject s3:GetObjectVersion s3:PutObject s3-object-lambda:GetObject s3express:CreateSession',
  'dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query dynamodb:Scan dynamodb:PartiQLSelect dynamodb:GetRecords dynamodb:PutItem dynamodb:UpdateItem dynamodb:ExportTableToPointInTime',
  'secretsmanager:GetSecretValue secretsmanager:BatchGetSecretValue ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath ssm:GetParameterHistory',
  'kms:Decrypt sqs:ReceiveMessage sqs:SendMessage kinesis:GetRecords kinesis:PutRecord sns:Publish',
  'rds-data:ExecuteStatement rds-data:BatchExecuteStatement redshift-data:ExecuteStatement redshift-data:GetStatementResult rds-db:connect redshift:GetClusterCredentials redshift-serverless:GetCredentials',
  'athena:GetQueryResults athena:StartQueryExecution glue:GetTable lakeformation:GetDataAccess es:ESHttpGet es:ESHttpPost aoss:APIAccessAll',
  'logs:GetLogEvents logs:FilterLogEvents logs:StartQuery logs:GetQueryResults ecr:GetDownloadUrlForLayer codecommit:GitPull codeartifact:GetPackageVersionAsset',
  'elasticfilesystem:ClientMount elasticfilesystem:ClientWrite ebs:GetSnapshotBlock cassandra:Select timestream:Select neptune-db:ReadDataViaQuery kafka-cluster:ReadData',
  'execute-api:Invoke sts:AssumeRole sts:GetWebIdentityToken',
].flatMap(line => line.split(' '));
const exactDataActions = new Set(dataActions.map(one => one.toLowerCase()));

/** Why the permissions of a role are too many for a function outside the VPC, or cannot be determined. */
export type DataAccess = {
  status: 'violated' | 'unproven';
  at: Node;
  /** Completes "its role …". */
  what: string;
};

/** What a role may do with data, and its permissions that are not limited. Empty if it has no access to data. */
export function dataAccessOf(template: Template, role: Resource): DataAccess[] {
  const policies = policiesOfRole(template, role);
  const attached = attachmentsOf(template).byOwner.get(role.id) ?? [];
  return [
    ...policies.flatMap(({ document }): DataAccess[] => {
      if (document.kind === 'absent') return [];
      if (document.kind === 'unknown') {
        return [
          {
            status: 'unproven',
            at: document.at,
            what: `has a policy that ${document.why}`,
          },
        ];
      }
      return document.statements.flatMap((statement): DataAccess[] => {
        if (statement.kind === 'unknown') {
          return [
            {
              status: 'unproven',
              at: statement.at,
              what: `has a statement that ${statement.why}`,
            },
          ];
        }
        return mayAllow(template, statement.value)
          ? ofStatement(template, statement)
          : [];
      });
    }),
    ...attached.flatMap(({ at, status, what }): DataAccess[] =>
      status === 'proven' ? [] : [{ status, at, what }],
    ),
  ];
}

function ofStatement(
  template: Template,
  { at, value }: { at: Node; value: Parameters<typeof excessOf>[1] },
): DataAccess[] {
  const actions = template.items(template.child(value, 'Action'));
  const data = actions.flatMap(action =>
    action.kind === 'scalar' ? dataActionsIn(action.text) : [],
  );
  if (data.length > 0 || isPresent(template, value, 'NotAction')) {
    const named = data.slice(0, 3).join(', ') || 'every action except some';
    return [{ status: 'violated', at, what: `allows ${named}` }];
  }
  return [...excessOf(template, value, false)].map(({ status, what }) => ({
    status,
    at,
    what,
  }));
}

/** The actions on data that an action is, or that its wildcards include. */
function dataActionsIn(pattern: string): string[] {
  if (isPattern(pattern)) {
    return dataActions.filter(action => includesAction(pattern, action));
  }
  return exactDataActions.has(pattern.toLowerCase()) ? [pattern] : [];
}
