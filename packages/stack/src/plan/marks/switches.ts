import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { type Shape, Unknown } from '../view/Shape';
import type { ViewedResource } from '../view/StackView';
import { type Check, marksOfChecks, textAt, visit } from './check';

/** Properties, at any depth and of every type, with the value that opens a resource, and what it then means. */
const switches: Record<string, [open: RegExp, text: string]> = {
  MapPublicIpOnLaunch: [/^true$/, 'what starts in it gets a public address'],
  AssignIpv6AddressOnCreation: [
    /^true$/,
    'what starts in it gets an IPv6 address, which is public',
  ],
  AssociatePublicIpAddress: [/^true$/, 'gets a public address'],
  AssociateCarrierIpAddress: [/^true$/, 'gets a carrier address'],
  AssignPublicIp: [/^ENABLED$/, 'gets a public address'],
  PubliclyAccessible: [/^true$/, 'reachable from the internet'],
  IsPubliclyAccessible: [/^true$/, 'reachable from the internet'],
  EndpointPublicAccess: [/^true$/, 'reachable from the internet'],
  DirectInternetAccess: [/^(true|Enabled)$/, 'reaches the internet'],
  Ipv6InternetAccessEnabled: [/^true$/, 'reaches public servers'],
  AllowUnauthenticatedIdentities: [
    /^true$/,
    'admits callers without a sign-in',
  ],
  BearerTokenAuthenticationEnabled: [
    /^true$/,
    'a token replaces the signature of a request',
  ],
  AllowExternalPrincipals: [/^true$/, 'can be shared outside the organization'],
  Visibility: [/^PUBLIC_READ$/, 'everyone can read its builds'],
  NetworkMode: [/^PUBLIC$/, 'runs with internet access'],
  AuthorizerType: [/^NONE$/, 'admits every caller'],
  AuthType: [/^NONE$/, 'admits every caller'],
  FunctionUrlAuthType: [/^NONE$/, 'admits every caller'],
  AccessControl: [
    /^(PublicRead|PublicReadWrite|AuthenticatedRead)$/,
    'an access control list that is public',
  ],
};

/** Properties that open a resource if they are absent, and the values that keep it closed. */
const closedOnly: Array<
  [type: RegExp, path: string[], closed: RegExp, text: string]
> = [
  [
    /^AWS::ElasticLoadBalancing(V2)?::LoadBalancer$/,
    ['Scheme'],
    /^internal$/,
    'internet-facing: reachable from the internet',
  ],
  [
    /^AWS::EKS::Cluster$/,
    ['ResourcesVpcConfig', 'EndpointPublicAccess'],
    /^false$/,
    'reachable from the internet',
  ],
  [
    /^AWS::DMS::ReplicationInstance$/,
    ['PubliclyAccessible'],
    /^false$/,
    'reachable from the internet',
  ],
  [
    /^AWS::SageMaker::NotebookInstance$/,
    ['DirectInternetAccess'],
    /^Disabled$/,
    'reaches the internet',
  ],
  [
    /^AWS::AppRunner::Service$/,
    ['NetworkConfiguration', 'IngressConfiguration', 'IsPubliclyAccessible'],
    /^false$/,
    'reachable from the internet',
  ],
  [
    /^AWS::AppSync::GraphQLApi$/,
    ['Visibility'],
    /^PRIVATE$/,
    'reachable from the internet',
  ],
  [
    /^AWS::Transfer::Server$/,
    ['EndpointType'],
    /^VPC(_ENDPOINT)?$/,
    'reachable from the internet',
  ],
];

/** Flags of a bucket's public access block. New buckets have all of them unless the template turns one off. */
const accessBlock = [
  'BlockPublicAcls',
  'BlockPublicPolicy',
  'IgnorePublicAcls',
  'RestrictPublicBuckets',
];

const openedSwitches: Check = (after, before) => {
  const texts: string[] = [];
  const former = new Map<string, Shape>();
  visit(before?.properties, (_name, value, path) =>
    former.set(path.join('.'), value),
  );
  visit(after.properties, (name, value, path) => {
    if (!Object.hasOwn(switches, name)) return;
    const [open, text] = switches[name]!;
    const where = path.join('.');
    const was = former.get(where);
    if (value instanceof Unknown) {
      texts.push(`${where} is unknown: the value ${value.why}`);
    } else if (typeof value === 'string' && open.test(value)) {
      if (typeof was !== 'string' || !open.test(was)) {
        texts.push(`${where} is ${value}: ${text}`);
      }
    }
  });
  return texts;
};

const openedByAbsence: Check = (after, before) =>
  closedOnly.flatMap(([type, path, closed, text]) => {
    if (!type.test(after.type)) return [];
    const isClosed = (resource: ViewedResource) => {
      const value = textAt(resource, ...path);
      return typeof value === 'string' && closed.test(value);
    };
    if (isClosed(after) || (before && !isClosed(before))) return [];
    const value = textAt(after, ...path);
    const name = path.join('.');
    return [
      value instanceof Unknown
        ? `${name} is unknown: the value ${value.why}`
        : `${name} is ${value ?? 'absent'}: ${text}`,
    ];
  });

/** Without the block in an update, CloudFormation removes it from the bucket. */
const publicAccessBlock: Check = (after, before) => {
  const block = 'PublicAccessBlockConfiguration';
  if (after.properties[block] === undefined) {
    return before?.properties[block] === undefined
      ? []
      : [
          'the public access block is removed: policies and lists may make its objects public',
        ];
  }
  const opened = accessBlock.filter(flag => {
    const is = textAt(after, block, flag);
    const was = before?.properties[block]
      ? textAt(before, block, flag)
      : 'true';
    return is !== 'true' && was === 'true';
  });
  return opened.length > 0
    ? [`the public access block no longer sets ${opened.join(', ')}`]
    : [];
};

const website: Check = (after, before) =>
  after.properties.WebsiteConfiguration !== undefined &&
  before?.properties.WebsiteConfiguration === undefined
    ? ['becomes a website: its objects can be public over HTTP']
    : [];

const leavesVpc: Check = (after, before) =>
  before?.properties.VpcConfig !== undefined &&
  after.properties.VpcConfig === undefined
    ? ['leaves the VPC: it reaches the internet']
    : [];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-msk-cluster-publicaccess.html */
const publicBrokers: Check = (after, before) => {
  const path = ['BrokerNodeGroupInfo', 'ConnectivityInfo', 'PublicAccess'];
  const [is, was] = [after, before].map(
    cluster => cluster && textAt(cluster, ...path, 'Type'),
  );
  if (is === undefined || is === 'DISABLED' || is === was) return [];
  return [
    is instanceof Unknown
      ? `it is unknown whether its brokers have public addresses: the value ${is.why}`
      : 'its brokers get public addresses',
  ];
};

const acceptsAll: Check = (after, before) => {
  const accepts = (resource: ViewedResource) =>
    textAt(resource, 'AcceptanceRequired') === 'false';
  return accepts(after) && !(before && accepts(before))
    ? ['accepts every connection request without a check']
    : [];
};

/** Marks of single settings that open a resource. */
export function switchMarks(comparison: Comparison): PlanWarning[] {
  return marksOfChecks(
    'network',
    [
      [/^/, openedSwitches],
      [/^/, openedByAbsence],
      [/^AWS::S3::(Bucket|AccessPoint)$/, publicAccessBlock],
      [/^AWS::S3::Bucket$/, website],
      [/^AWS::Lambda::Function$/, leavesVpc],
      [/^AWS::EC2::VPCEndpointService$/, acceptsAll],
      [/^AWS::MSK::Cluster$/, publicBrokers],
    ],
    comparison,
  );
}
