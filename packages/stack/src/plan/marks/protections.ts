import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { isSame } from '../view/compare';
import { itemsOf, member, Unknown } from '../view/Shape';
import { shownValue } from '../view/references';
import type { ViewedResource } from '../view/StackView';
import { type Check, marksOfChecks, textAt } from './check';

/** Types whose removal lifts a restriction. */
const restrictions: Record<string, [kind: 'iam' | 'network', text: string]> = {
  'AWS::EC2::VPCBlockPublicAccessOptions': [
    'network',
    'the block of public access to VPCs is removed',
  ],
  'AWS::S3::AccountPublicAccessBlock': [
    'network',
    'the public access block of the account is removed',
  ],
  'AWS::Organizations::Policy': [
    'iam',
    'the policy is removed: it no longer restricts its accounts',
  ],
  'AWS::NetworkFirewall::Firewall': ['network', 'the firewall is removed'],
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': [
    'network',
    'the DNS firewall is removed',
  ],
};

function removedMarks(comparison: Comparison): PlanWarning[] {
  return [...comparison.before.values()].flatMap(({ id, type, properties }) => {
    if (comparison.after.has(id) || !comparison.isChanged(id)) return [];
    if (
      type === 'AWS::EC2::NetworkAclEntry' &&
      properties.RuleAction === 'deny'
    ) {
      return [
        {
          kind: 'network' as const,
          logicalId: id,
          text: `${comparison.nameOf(
            id,
          )}: the network ACL no longer denies ${shownValue(
            properties.CidrBlock ?? properties.Ipv6CidrBlock,
            comparison.all,
          )}`,
        },
      ];
    }
    if (!Object.hasOwn(restrictions, type)) return [];
    const [kind, text] = restrictions[type]!;
    return [{ kind, logicalId: id, text: `${comparison.nameOf(id)}: ${text}` }];
  });
}

const boundary: Check = (after, before, comparison) => {
  const was = before?.properties.PermissionsBoundary;
  const is = after.properties.PermissionsBoundary;
  if (was === undefined || isSame(was, is)) return [];
  return is === undefined
    ? [
        'the permissions boundary is removed: every permission of its policies applies',
      ]
    : [
        `the permissions boundary changes: ${shownValue(
          was,
          comparison.all,
        )} → ${shownValue(
          is,
          comparison.all,
        )}: it is unknown whether it permits more`,
      ];
};

const groups: Check = (after, before, comparison) =>
  itemsOf(after.properties.Groups)
    .filter(
      group =>
        !itemsOf(before?.properties.Groups).some(other => isSame(other, group)),
    )
    .map(
      group =>
        `joins group ${shownValue(
          group,
          comparison.all,
        )}: its permissions apply`,
    );

const identityProvider: Check = (_after, before) =>
  before
    ? ['which identities it admits changes']
    : ['new identity provider: its identities can assume roles that trust it'];

const credential: Check = (after, before) =>
  before && isSame(after.properties, before.properties)
    ? []
    : ['new credentials or permissions'];

const clientCertificates: Check = (after, before) => {
  const modeOf = (resource: ViewedResource) =>
    textAt(resource, 'MutualAuthentication', 'Mode') ?? 'off';
  if (!before || modeOf(before) !== 'verify') return [];
  const mode = modeOf(after);
  if (mode === 'verify') return [];
  return [
    `no longer verifies client certificates (${
      mode instanceof Unknown ? 'unknown' : mode
    })`,
  ];
};

/** Actions of a listener that authenticate the caller. */
const signIn: Check = (after, before) => {
  const actionsOf = ({ properties }: ViewedResource) =>
    itemsOf(properties.DefaultActions ?? properties.Actions)
      .map(action => member(action, 'Type'))
      .filter(
        (type): type is string =>
          typeof type === 'string' && /^(authenticate-|jwt-)/.test(type),
      );
  if (!before) return [];
  const now = actionsOf(after);
  return actionsOf(before)
    .filter(type => !now.includes(type))
    .map(type => `no longer authenticates callers (${type})`);
};

const organizationPolicy: Check = (after, before) =>
  before && !isSame(after.properties.Content, before.properties.Content)
    ? ['its content changes: it is unknown whether it restricts less']
    : [];

const blockMode: Check = (after, before) => {
  const [was, is] = [
    textAt(before, 'InternetGatewayBlockMode'),
    textAt(after, 'InternetGatewayBlockMode'),
  ];
  return was === undefined || was === is || is === 'block-bidirectional'
    ? []
    : [
        `the block of public access to VPCs changes: ${String(was)} → ${String(
          is,
        )}`,
      ];
};

/** Marks of protections that are removed or changed: permissions boundary, client certificates, sign-in, denials. */
export function protectionMarks(comparison: Comparison): PlanWarning[] {
  return [
    ...removedMarks(comparison),
    ...marksOfChecks(
      'iam',
      [
        [/^AWS::IAM::(Role|User)$/, boundary],
        [/^AWS::IAM::User$/, groups],
        [/^AWS::IAM::(OIDC|SAML)Provider$/, identityProvider],
        [/^AWS::IAM::(AccessKey|ServiceSpecificCredential)$/, credential],
        [/^AWS::IAM::UserToGroupAddition$/, credential],
        [
          /^AWS::(LakeFormation::(Principal)?Permissions|SSO::Assignment)$/,
          credential,
        ],
        [/^AWS::ElasticLoadBalancingV2::Listener$/, clientCertificates],
        [/^AWS::ElasticLoadBalancingV2::Listener(Rule)?$/, signIn],
        [/^AWS::Organizations::Policy$/, organizationPolicy],
      ],
      comparison,
    ),
    ...marksOfChecks(
      'network',
      [[/^AWS::EC2::VPCBlockPublicAccessOptions$/, blockMode]],
      comparison,
    ),
  ];
}
