import { createHash } from 'node:crypto';
import {
  type Document,
  isMap,
  isScalar,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';

/** Logical ID of the deployment in the fragments, and prefix of its logical ID in a template. */
const prefix = 'ApiDeployment';

/** Resource types whose changes take effect only with a new deployment. */
const deployedTypes = new Set([
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
]);

/**
 * Sets the logical ID of the API's deployment to a hash of the API's policy and methods, and of the shared endpoint in the
 * deployment's metadata, whose ID the policy has only as a parameter. Makes the deployment
 * depend on all methods.
 *
 * A change of the policy or of a method takes effect only with a new deployment, and CloudFormation creates one only for a
 * new logical ID. The script `scripts/deployment-id.ts` of the generated repository computes the same hash after edits.
 *
 * @returns the new logical ID
 */
export function fingerprintDeployment(template: Document): string {
  const resources = template.get('Resources') as YAMLMap<Scalar, YAMLMap>;
  const deployed = resources.items.filter(({ value }) =>
    deployedTypes.has(String(value?.get('Type'))),
  );
  const policy = template.getIn([
    'Resources',
    'RestApi',
    'Properties',
    'Policy',
  ]);
  const endpoint = template.getIn([
    'Resources',
    prefix,
    'Metadata',
    'endpoint',
  ]);
  const content = [
    isMap(policy) ? policy.toJSON() : null,
    ...deployed
      .map(pair => [pair.key.value, pair.value?.toJSON()])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ...(endpoint === undefined ? [] : [endpoint]),
  ];
  const id = `${prefix}${createHash('sha256')
    .update(JSON.stringify(content))
    .digest('hex')
    .slice(0, 10)}`;

  template.setIn(
    ['Resources', prefix, 'DependsOn'],
    template.createNode(
      deployed
        .filter(
          ({ value }) => value?.get('Type') !== 'AWS::ApiGateway::Resource',
        )
        .map(pair => pair.key.value),
    ),
  );
  rename(template, id);
  return id;
}

function rename(template: Document, id: string): void {
  visit(template, {
    Pair(_, pair: Pair) {
      if (isScalar(pair.key) && pair.key.value === prefix) {
        pair.key.value = id;
      }
    },
    Scalar(key, node) {
      if (key !== 'key' && node.tag === '!Ref' && node.value === prefix) {
        node.value = id;
      }
    },
  });
}
