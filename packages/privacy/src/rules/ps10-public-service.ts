import { observePolicies } from '../exposure/policies';
import { provenAbsent, Observation, placeOf, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/** Types that are always public. */
const publicTypes: Record<string, string> = {
  'AWS::ApiGatewayV2::Api': 'an HTTP or WebSocket API, which is always public',
  'AWS::CloudFront::Distribution': 'a CloudFront distribution',
  'AWS::CloudFront::StreamingDistribution': 'a CloudFront distribution',
  'AWS::AppSync::Api': 'an AppSync event API',
  'AWS::Cognito::UserPoolDomain': 'a public Cognito domain',
  'AWS::GlobalAccelerator::Accelerator': 'a global accelerator',
  'AWS::EC2::VerifiedAccessEndpoint':
    'a Verified Access endpoint, which is public',
};

/** Types that are private only with one value of a property. */
const switchedTypes: Record<string, { path: string[]; value: string }> = {
  'AWS::AppSync::GraphQLApi': { path: ['Visibility'], value: 'PRIVATE' },
  'AWS::AppRunner::Service': {
    path: [
      'NetworkConfiguration',
      'IngressConfiguration',
      'IsPubliclyAccessible',
    ],
    value: 'false',
  },
  'AWS::VpcLattice::Service': { path: ['AuthType'], value: 'AWS_IAM' },
};

/** Properties that contain a resource policy. */
const policies: Record<string, string> = {
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SQS::QueueInlinePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SNS::TopicInlinePolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::KMS::ReplicaKey': 'KeyPolicy',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::VpcLattice::AuthPolicy': 'Policy',
};

/**
 * Types that AWS services call on behalf of others. A service that uses a key or a secret needs a permission for what it decrypts
 * or reads too.
 */
const actsForOthers = /^AWS::(SQS|SNS)::/;

/** PS10: no other public service of the known types, and no resource policy for everyone. */
export const publicService: Rule = {
  id: 'PS10',
  title: 'No other public service of the known types, no policy for everyone',
  severity: 'H',
  why: 'Services other than API Gateway can also expose an address, a queue or a key to the internet. The known types are HTTP and WebSocket APIs, CloudFront distributions, AppSync APIs, Cognito domains, global accelerators, Verified Access endpoints, and App Runner and VPC Lattice services; the policies are those of queues, topics, keys, secrets and VPC Lattice.',
  fix: 'Remove the resource, or make it private. In policies, name principals, accounts or sources.',
  *check(template) {
    const found = [
      ...assessTypes(template),
      ...assessSwitches(template),
      ...assessPolicies(template),
    ];
    yield* found;
    if (found.length === 0) {
      yield provenAbsent('other public service of the known types');
    }
  },
};

function* assessTypes(template: Template): Iterable<Observation> {
  for (const [type, what] of Object.entries(publicTypes)) {
    for (const resource of template.ofType(type)) {
      yield {
        status: 'violated',
        resource: resource.id,
        at: placeOf(resource),
        message: `${resource.id} is ${what}.`,
      };
    }
  }
}

function* assessSwitches(template: Template): Iterable<Observation> {
  for (const [type, { path, value: privateValue }] of Object.entries(
    switchedTypes,
  )) {
    for (const resource of template.ofType(type)) {
      for (const value of template.property(resource, ...path)) {
        yield assessSwitch(resource, path.join('.'), privateValue, value);
      }
    }
  }
}

function assessSwitch(
  resource: Resource,
  property: string,
  privateValue: string,
  value: ReturnType<Template['values']>[number],
): Observation {
  const { id } = resource;
  const base = { resource: id, at: value.at };
  if (value.kind !== 'scalar' && value.kind !== 'absent') {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether ${id} is private: ${property} ${whyUnknown(
        value,
      )}.`,
    };
  }
  return value.kind === 'scalar' && value.text === privateValue
    ? {
        ...base,
        status: 'proven',
        message: `${property} of ${id} is ${privateValue}.`,
      }
    : {
        ...base,
        status: 'violated',
        message: `${id} is public, because its ${property} is not ${privateValue}.`,
        fix: `Set ${property} to ${privateValue}.`,
      };
}

function* assessPolicies(template: Template): Iterable<Observation> {
  for (const [type, property] of Object.entries(policies)) {
    for (const resource of template.ofType(type)) {
      yield* observePolicies(
        template,
        resource,
        template.property(resource, property),
        { services: actsForOthers.test(type) ? 'H' : 'none' },
      );
    }
  }
}
