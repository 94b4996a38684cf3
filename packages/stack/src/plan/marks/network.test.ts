import { add, replace } from '../__testUtils__/edits';
import {
  type Case,
  warningsOfNewStack,
  warningsOfUpdate,
} from '../__testUtils__/planWarnings';

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
