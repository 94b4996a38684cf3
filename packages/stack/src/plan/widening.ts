import { fullDiff } from '@aws-cdk/cloudformation-diff';
import type { PlannedChange, PlanWarning } from '../types';

/** Changing them changes who may reach what. */
const networkTypes =
  /^AWS::EC2::(SecurityGroup\w*|NetworkAcl\w*|Route|RouteTable|InternetGateway|VPCGatewayAttachment|NatGateway|EgressOnlyInternetGateway|EIP|VPCEndpoint|VPCPeeringConnection|TransitGateway\w*|ClientVpn\w*)$|^AWS::ElasticLoadBalancingV2::(LoadBalancer|Listener|ListenerRule)$|^AWS::Lambda::Url$/;

/** Properties of other types that say who may call or read. */
const policyProperties =
  /(^|\.)(Policy|PolicyDocument|ResourcePolicy|PublicAccessBlockConfiguration|Scheme|EndpointConfiguration|AuthorizationType|FunctionUrlAuthType)(\.|$)/;

const iamTypes =
  /^AWS::IAM::|^AWS::(Lambda::Permission|S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|KMS::Key|SecretsManager::ResourcePolicy|ECR::Repository)$/;

/**
 * What of a change set may widen what identities may do or who gets in. The change set tells it also where only a
 * parameter's value has changed, which no comparison of templates shows.
 */
export function wideningOfChanges(changes: PlannedChange[]): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  for (const change of changes) {
    if (change.action === 'Remove') continue;
    const verb = change.action === 'Add' ? 'is new' : 'changes';
    const touched = (change.properties ?? []).map(({ path }) => path);
    const detail = touched.length ? `: ${touched.join(', ')}` : '';
    const text = `${change.logicalId} (${change.type}) ${verb}${detail}`;
    if (networkTypes.test(change.type)) {
      warnings.push({ kind: 'network', logicalId: change.logicalId, text });
    } else if (
      iamTypes.test(change.type) ||
      touched.some(path => policyProperties.test(path))
    ) {
      warnings.push({ kind: 'iam', logicalId: change.logicalId, text });
    }
  }
  return warnings;
}

/**
 * Statements and security-group rules that the new template adds, as `@aws-cdk/cloudformation-diff` finds them.
 *
 * @param before - the template that the stack has, as plain content; for a new stack none
 */
export function wideningOfTemplates(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): PlanWarning[] {
  const { iamChanges, securityGroupChanges } = fullDiff(before, after);
  const warnings: PlanWarning[] = [];
  for (const statement of iamChanges.statements.additions) {
    if (statement.isNegativeStatement) continue;
    const { action, principal, resource, condition } = statement.render();
    warnings.push({
      kind: 'iam',
      text: oneLine(
        `may newly: ${action || 'assume'} on ${resource || 'itself'}${
          principal ? ` by ${principal}` : ''
        }${condition ? ` if ${condition}` : ''}`,
      ),
    });
  }
  for (const statement of iamChanges.statements.removals) {
    if (!statement.isNegativeStatement) continue;
    const { action, resource } = statement.render();
    warnings.push({
      kind: 'iam',
      text: oneLine(`no longer denied: ${action} on ${resource}`),
    });
  }
  for (const { identityArn, managedPolicyArn } of iamChanges.managedPolicies
    .additions) {
    warnings.push({
      kind: 'iam',
      text: `${identityArn} newly has managed policy ${managedPolicyArn}`,
    });
  }
  for (const [way, rules] of [
    ['in', securityGroupChanges.ingress.additions],
    ['out', securityGroupChanges.egress.additions],
  ] as const) {
    for (const rule of rules) {
      warnings.push({
        kind: 'network',
        text: oneLine(
          `newly let ${way}: ${rule.groupId} ${rule.describeProtocol()} ${
            way === 'in' ? 'from' : 'to'
          } ${rule.describePeer()}`,
        ),
      });
    }
  }
  return warnings;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
