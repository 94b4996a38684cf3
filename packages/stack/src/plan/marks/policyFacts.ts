import { isPolicy, parsed, type Policy, readPolicy } from '../policy/Statement';
import { isMap, itemsOf, member, type Shape, Unknown } from '../view/Shape';
import { referredIds, shownValue } from '../view/references';
import type { StackView, ViewedResource } from '../view/StackView';
import { defaultBus, permissionPolicy } from './permissionPolicy';

/** A resource policy of a stack. */
export type PolicyFact = {
  /** The resource that the policy protects, and which of its policies it is. Equal before and after the deploy. */
  key: string;
  /** Logical ID of the resource in the template that has the policy. */
  source: string;
  /** Logical ID of the protected resource. Undefined if it is outside the stack. */
  subject?: string;
  /** The protected resource, if it is outside the stack. */
  outside?: string;
  /** What the policy is called. */
  what: string;
  isTrust: boolean;
  policy: Policy;
};

/** Types whose policy protects the resource that a property names. The property may have several. */
const attached = new Map<string, { of: string; what: string }>(
  Object.entries({
    'AWS::S3::BucketPolicy': { of: 'Bucket', what: 'bucket policy' },
    'AWS::S3::AccessPointPolicy': { of: 'Bucket', what: 'access point policy' },
    'AWS::SQS::QueuePolicy': { of: 'Queues', what: 'queue policy' },
    'AWS::SQS::QueueInlinePolicy': { of: 'Queue', what: 'queue policy' },
    'AWS::SNS::TopicPolicy': { of: 'Topics', what: 'topic policy' },
    'AWS::SNS::TopicInlinePolicy': { of: 'TopicArn', what: 'topic policy' },
    'AWS::SecretsManager::ResourcePolicy': {
      of: 'SecretId',
      what: 'secret policy',
    },
    'AWS::Kinesis::ResourcePolicy': {
      of: 'ResourceArn',
      what: 'stream policy',
    },
    'AWS::VpcLattice::AuthPolicy': {
      of: 'ResourceIdentifier',
      what: 'auth policy',
    },
    'AWS::VpcLattice::ResourcePolicy': {
      of: 'ResourceArn',
      what: 'resource policy',
    },
    'AWS::Events::EventBusPolicy': {
      of: 'EventBusName',
      what: 'event bus policy',
    },
    'AWS::Lambda::ResourcePolicy': {
      of: 'ResourceArn',
      what: 'function policy',
    },
  }),
);

/** Names of policies, for a message. */
const names = new Map([
  ['AWS::ApiGateway::RestApi', 'API policy'],
  ['AWS::ApiGateway::DomainNameV2', 'domain policy'],
  ['AWS::KMS::Key', 'key policy'],
  ['AWS::KMS::ReplicaKey', 'key policy'],
]);

/** A property that holds a policy, if its value cannot be determined. */
const policyName =
  /^(Policy|PolicyDocument|ResourcePolicy|ResourcePolicyDocument|AccessPolicy|AccessPolicies|AccessPolicyDocument|KeyPolicy|RepositoryPolicyText|PolicyText|FileSystemPolicy|AssumeRolePolicyDocument|x-amazon-apigateway-policy)$/;

/** The policies of VPC endpoints are compared with their default, and the policies of identities by identity. */
const otherwiseRead =
  /^AWS::(EC2::VPCEndpoint|IAM::(?!Role$)\w+|SSO::PermissionSet|Organizations::Policy)$/;

/** The resource policies of a stack, including trust policies and permissions of functions. */
export function policyFacts(view: StackView): PolicyFact[] {
  return [...view.values()].flatMap(resource => factsOf(resource, view));
}

function factsOf(resource: ViewedResource, view: StackView): PolicyFact[] {
  const { id, type, properties } = resource;
  if (otherwiseRead.test(type)) return [];
  const permission = permissionPolicy(resource);
  if (permission) {
    return [fact(permission, subjectOf(permission.of, view))];
  }
  const isTrust = type === 'AWS::IAM::Role';
  const places = isTrust
    ? { AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? {} }
    : properties;
  return findPolicies(places, []).flatMap(({ path, policy }) => {
    const target = attached.get(type);
    const what = isTrust
      ? 'trust policy'
      : target?.what ?? names.get(type) ?? 'policy';
    const base = { source: id, what, isTrust, policy };
    if (!target) {
      return [{ ...base, key: `${id} ${path}`, subject: id }];
    }
    const byDefault = target.of === 'EventBusName' ? defaultBus : undefined;
    return itemsOf(properties[target.of] ?? byDefault).map(of =>
      fact(base, subjectOf(of, view)),
    );
  });
}

function fact(
  base: Omit<PolicyFact, 'key' | 'subject' | 'outside'>,
  subject: { subject?: string; outside?: string },
): PolicyFact {
  const { source, what, isTrust, policy } = base;
  const name = subject.subject ?? subject.outside;
  return { source, what, isTrust, policy, ...subject, key: `${name} ${what}` };
}

/** The resource that a value names: one of the stack, or an outside one. */
export function subjectOf(
  value: Shape | undefined,
  view: StackView,
): { subject?: string; outside?: string } {
  const own =
    typeof value === 'string' ? referredIds(value, view)[0] : undefined;
  return own ? { subject: own } : { outside: shownValue(value, view) };
}

function findPolicies(
  shape: Shape,
  path: string[],
): Array<{ path: string; policy: Policy }> {
  const name = path.at(-1) ?? '';
  const found = () => [{ path: path.join('.'), policy: readPolicy(shape) }];
  if (isPolicy(shape)) return found();
  if (shape instanceof Unknown) return policyName.test(name) ? found() : [];
  if (typeof shape === 'string') {
    const isDocument = /polic/i.test(name) && isPolicy(parsed(shape));
    return isDocument ? found() : [];
  }
  if (isMap(shape) && policyName.test(name) && member(shape, 'Statement')) {
    return found();
  }
  return Object.entries(shape).flatMap(([key, value]) =>
    findPolicies(value, [...path, key]),
  );
}
