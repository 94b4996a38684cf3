import { fullDiff } from '@aws-cdk/cloudformation-diff';
import type { PlannedChange, PlanWarning } from '../session/results';

/** Types that control network access. */
const networkTypes =
  /^AWS::EC2::(SecurityGroup\w*|NetworkAcl\w*|Route|RouteTable|InternetGateway|VPCGatewayAttachment|NatGateway|EgressOnlyInternetGateway|EIP|VPCEndpoint|VPCPeeringConnection|TransitGateway\w*|ClientVpn\w*)$|^AWS::ElasticLoadBalancingV2::(LoadBalancer|Listener|ListenerRule)$|^AWS::Lambda::Url$/;

/** Properties of other types that control who may call or read the resource. */
const policyProperties =
  /(^|\.)(Policy|PolicyDocument|ResourcePolicy|PublicAccessBlockConfiguration|Scheme|EndpointConfiguration|AuthorizationType|FunctionUrlAuthType)(\.|$)/;

/** Types that control permissions. */
const iamTypes =
  /^AWS::IAM::|^AWS::(Lambda::Permission|S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|KMS::Key|SecretsManager::ResourcePolicy|ECR::Repository)$/;

/**
 * The changes of a change set that may widen permissions or network access. A change set also contains the changes that
 * follow from a new parameter value, which a comparison of templates does not show.
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
 * Policy statements and security group rules that the new template adds, according to `@aws-cdk/cloudformation-diff`.
 *
 * @param before - the content of the current template of the stack
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
        `new permission: ${action || 'assume'} on ${resource || 'itself'}${
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
      text: oneLine(`removed denial: ${action} on ${resource}`),
    });
  }
  for (const { identityArn, managedPolicyArn } of iamChanges.managedPolicies
    .additions) {
    warnings.push({
      kind: 'iam',
      text: `new managed policy of ${identityArn}: ${managedPolicyArn}`,
    });
  }
  for (const [direction, rules] of [
    ['ingress', securityGroupChanges.ingress.additions],
    ['egress', securityGroupChanges.egress.additions],
  ] as const) {
    for (const rule of rules) {
      warnings.push({
        kind: 'network',
        text: oneLine(
          `new ${direction} rule: ${rule.groupId} ${rule.describeProtocol()} ${
            direction === 'ingress' ? 'from' : 'to'
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
