import { baseTemplate } from '../__testUtils__/baseTemplate';
import { changesBetween, stackArn, version } from '../__testUtils__/changeSets';
import { add, replace } from '../__testUtils__/edits';
import {
  type Case,
  warningsOfNewStack,
  warningsOfUpdate,
} from '../__testUtils__/planWarnings';
import { comparisonOf } from '../comparisonOf';
import { marksOf } from './marks';

it.each<Case>([
  [
    'the access block of a bucket',
    replace(/ {6}PublicAccessBlock.*\n/, '      BucketName: files\n'),
    [
      'NETWORK: Files (AWS::S3::Bucket): the public access block is removed: policies and lists may make its objects public',
    ],
  ],
  [
    'a flag of the access block',
    replace('BlockPublicPolicy: true', 'BlockPublicPolicy: false'),
    [
      'NETWORK: Files (AWS::S3::Bucket): the public access block no longer sets BlockPublicPolicy',
    ],
  ],
  [
    'a public address',
    add(
      'Extra',
      'AWS::EC2::EIPAssociation',
      'InstanceId: i-1, AllocationId: eipalloc-1',
    ),
    [
      'NETWORK: Extra (AWS::EC2::EIPAssociation): new: its instance or interface gets a public address',
    ],
  ],
  [
    'brokers with public addresses',
    add(
      'Extra',
      'AWS::MSK::Cluster',
      'BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: SERVICE_PROVIDED_EIPS } } }',
    ),
    ['NETWORK: Extra (AWS::MSK::Cluster): its brokers get public addresses'],
  ],
  [
    'a public repository',
    add('Extra', 'AWS::ECR::PublicRepository', 'RepositoryName: orders'),
    [
      'NETWORK: Extra (AWS::ECR::PublicRepository): new: everyone can read its images',
    ],
  ],
  [
    'a build project that everyone can read',
    add('Extra', 'AWS::CodeBuild::Project', 'Visibility: PUBLIC_READ'),
    [
      'NETWORK: Extra (AWS::CodeBuild::Project): Visibility is PUBLIC_READ: everyone can read its builds',
    ],
  ],
  [
    'an endpoint service',
    add(
      'Extra',
      'AWS::EC2::VPCEndpointService',
      'AcceptanceRequired: false, NetworkLoadBalancerArns: [arn]',
    ),
    [
      'NETWORK: Extra (AWS::EC2::VPCEndpointService): new connection to another network, account or service',
      'NETWORK: Extra (AWS::EC2::VPCEndpointService): accepts every connection request without a check',
    ],
  ],
  [
    'a nested stack',
    add(
      'Extra',
      'AWS::CloudFormation::Stack',
      'TemplateURL: https://example.com/t',
    ),
    [
      'UNKNOWN: Extra (AWS::CloudFormation::Stack): what it creates and changes is not in this change set: permissions and network access may become wider',
    ],
  ],
  [
    'the VPC of a function',
    replace(/, VpcConfig: .* }/, ' }'),
    [
      'NETWORK: Function (AWS::Lambda::Function): leaves the VPC: it reaches the internet',
    ],
  ],
  [
    'a route to the internet',
    t =>
      add(
        'Gateway',
        'AWS::EC2::InternetGateway',
        '',
      )(
        add(
          'Way',
          'AWS::EC2::Route',
          'RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway',
        )(t),
      ),
    [
      'NETWORK: Way (AWS::EC2::Route): new route in rtb-1: 0.0.0.0/0 through gateway Gateway',
      'NETWORK: Gateway (AWS::EC2::InternetGateway): new: a gateway to the internet',
    ],
  ],
])('an update of %s', (_, edit, expected) => {
  expect(warningsOfUpdate(edit)).toEqual(expected);
});

it.each<Case>([
  ['nothing else', t => t, []],
  [
    'a bucket without an access block',
    replace(/ {6}PublicAccessBlock.*\n/, '      BucketName: files\n'),
    [],
  ],
  [
    'a bucket with a part of the access block',
    replace('RestrictPublicBuckets: true', 'RestrictPublicBuckets: false'),
    [
      'NETWORK: Files (AWS::S3::Bucket): the public access block no longer sets RestrictPublicBuckets',
    ],
  ],
])('a new stack with %s', (_, edit, expected) => {
  expect(warningsOfNewStack(edit)).toEqual(expected);
});

it('an update of a prefix list that the stack has, which gets more addresses', () => {
  const withEntries = (...cidrs: string[]) =>
    version(
      add(
        'List',
        'AWS::EC2::PrefixList',
        `Entries: [${cidrs.map(Cidr => `{ Cidr: ${Cidr} }`).join(', ')}]`,
      )(baseTemplate),
    );
  const before = withEntries('10.1.0.0/16');
  const marksOfUpdate = (...cidrs: string[]) => {
    const after = withEntries(...cidrs);
    const changes = changesBetween(before, after);
    const comparison = { stackArn, before, after, changes, corporateCidrs: [] };
    return marksOf(comparisonOf(comparison)).map(({ text }) => text);
  };
  expect(marksOfUpdate('10.1.0.0/17')).toEqual([]);
  expect(marksOfUpdate('10.1.0.0/16', '0.0.0.0/0')).toEqual([
    'List (AWS::EC2::PrefixList): the prefix list gets 0.0.0.0/0: rules and routes that name it apply to more addresses',
  ]);
});
