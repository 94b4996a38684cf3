import { entry, type Node, stringOf } from '@private-serverless/template';
import { type Content, entriesOf, itemsOf } from '../template/build';
import type { Expansion } from './Expansion';
import policyTemplates from './policyTemplates.json';

const managed = (name: string): Content => ({
  'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}`,
});

/** Whether a SAM policy is a policy document: a map with statements. */
function isDocument(node: Node): boolean {
  return entry(node, 'Statement') !== undefined;
}

/**
 * Adds the role that SAM creates for a function without `Role`: what Lambda itself needs, and `Policies`: documents, names or
 * ARNs of managed policies, and policy templates of SAM.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies
 */
export function addRole(expansion: Expansion, properties: Node): void {
  const { id, source } = expansion;
  const policies = entry(properties, 'Policies');
  const isInVpc = entry(properties, 'VpcConfig') !== undefined;
  const tracing = stringOf(entry(properties, 'Tracing'));
  const items = itemsOf(policies);
  const templates = items.filter(item => isPolicyTemplate(item));
  const documents: Content[] = [
    ...items.filter(isDocument),
    ...templates.map(template => documentOf(expansion, template)),
  ];
  const attached = items.filter(
    item => !isDocument(item) && !isPolicyTemplate(item),
  );
  expansion.add(`${id}Role`, 'AWS::IAM::Role', policies ?? source, {
    AssumeRolePolicyDocument: entry(properties, 'AssumeRolePolicyDocument') ?? {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      ],
    },
    PermissionsBoundary: entry(properties, 'PermissionsBoundary'),
    ManagedPolicyArns: [
      managed('service-role/AWSLambdaBasicExecutionRole'),
      ...(isInVpc
        ? [managed('service-role/AWSLambdaVPCAccessExecutionRole')]
        : []),
      ...(tracing === 'Active' ? [managed('AWSXrayWriteOnlyAccess')] : []),
      ...attached.map(arnOf),
    ],
    Policies:
      documents.length > 0
        ? documents.map((document, index) => ({
            PolicyName: `${id}RolePolicy${index}`,
            PolicyDocument: document,
          }))
        : undefined,
  });
}

/** A map with one key that is not a function, such as `DynamoDBCrudPolicy`. */
function isPolicyTemplate(node: Node): boolean {
  const keys = [...entriesOf(node).keys()];
  return (
    keys.length > 0 &&
    !isDocument(node) &&
    !keys.some(key => /^(Ref$|Fn::)/.test(key))
  );
}

/** The actions of a policy template. Its parameters name the resources. */
function documentOf(expansion: Expansion, template: Node): Content {
  const [name] = entriesOf(template).keys();
  const known: Record<string, { any?: string; named?: string }> =
    policyTemplates.templates;
  if (!Object.hasOwn(known, name)) {
    expansion.cannot(template, `the policy template ${name}`);
    return { Version: '2012-10-17', Statement: [] };
  }
  const statement = (actions: string, resource: string): Content => ({
    Effect: 'Allow',
    Action: actions.split(' '),
    Resource: { 'Fn::Sub': resource },
  });
  const { any, named } = known[name];
  return {
    Version: '2012-10-17',
    Statement: [
      ...(named
        ? [
            statement(
              named,
              `arn:\${AWS::Partition}:${
                named.split(':')[0]
              }:\${AWS::Region}:\${AWS::AccountId}:${name}`,
            ),
          ]
        : []),
      ...(any ? [statement(any, '*')] : []),
    ],
  };
}

/** SAM accepts the name of a policy that AWS manages instead of its ARN. */
function arnOf(node: Node): Content {
  const text = stringOf(node);
  return text !== undefined && /^[\w+=,.@-]+$/.test(text)
    ? managed(text)
    : node;
}
