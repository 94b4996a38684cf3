import { judgePublicPrincipal } from '../policy/publicPrincipal';
import { policyDocuments } from '../policy/document';
import { absentEverywhere, Observation, placeOf, Rule, whyNot } from '../rule';
import { Resource, Template } from '../template/template';

/** Types that are always on the internet. */
const publicTypes: Record<string, string> = {
  'AWS::ApiGatewayV2::Api': 'an HTTP or WebSocket API, which is always public',
  'AWS::CloudFront::Distribution': 'a CloudFront distribution',
  'AWS::CloudFront::StreamingDistribution': 'a CloudFront distribution',
  'AWS::AppSync::Api': 'an AppSync event API',
  'AWS::Cognito::UserPoolDomain': 'a public domain of Cognito',
  'AWS::GlobalAccelerator::Accelerator': 'a global accelerator',
  'AWS::EC2::VerifiedAccessEndpoint':
    'an endpoint of Verified Access, which is on the internet',
};

/** Types that one property keeps private: its path, and its only private value. */
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

/** Properties that hold a resource policy. */
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

/** PS10: nothing else that is public: no service with an address on the internet, no resource policy for anybody. */
export const publicService: Rule = {
  id: 'PS10',
  title: 'No other public service, no policy for anybody',
  severity: 'H',
  why: 'Beside API Gateway there are other services that put an address, a queue or a key on the internet.',
  fix: 'Remove it, or make it private; name principals, accounts or sources in policies.',
  *check(template) {
    const found = [
      ...judgeTypes(template),
      ...judgeSwitches(template),
      ...judgePolicies(template),
    ];
    yield* found;
    if (found.length === 0) yield absentEverywhere('other public service');
  },
};

function* judgeTypes(template: Template): Iterable<Observation> {
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

function* judgeSwitches(template: Template): Iterable<Observation> {
  for (const [type, { path, value: wanted }] of Object.entries(switchedTypes)) {
    for (const resource of template.ofType(type)) {
      for (const value of template.property(resource, ...path)) {
        yield judgeSwitch(resource, path.join('.'), wanted, value);
      }
    }
  }
}

function judgeSwitch(
  resource: Resource,
  property: string,
  wanted: string,
  value: ReturnType<Template['values']>[number],
): Observation {
  const { id } = resource;
  const base = { resource: id, at: value.at };
  if (value.kind !== 'scalar' && value.kind !== 'absent') {
    return {
      ...base,
      status: 'unproven',
      message: `Whether ${id} is private is not known: ${property} ${whyNot(
        value,
      )}.`,
    };
  }
  return value.kind === 'scalar' && value.text === wanted
    ? { ...base, status: 'proven', message: `${id} is private.` }
    : {
        ...base,
        status: 'violated',
        message: `${id} is public: its ${property} is not ${wanted}.`,
        fix: `Set ${property} to ${wanted}.`,
      };
}

function* judgePolicies(template: Template): Iterable<Observation> {
  for (const [type, property] of Object.entries(policies)) {
    for (const resource of template.ofType(type)) {
      for (const document of policyDocuments(
        template,
        template.property(resource, property),
      )) {
        const { status, at, message } = judgePublicPrincipal(
          template,
          document,
        );
        yield {
          status,
          resource: resource.id,
          at,
          message: `${resource.id}: ${message}`,
        };
      }
    }
  }
}
