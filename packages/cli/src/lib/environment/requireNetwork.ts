import type { Environment } from '@private-serverless/environment';
import { type Check, checkReadiness } from '@private-serverless/readiness';
import type { StackDescription } from '@private-serverless/stack';
import type { Parameter } from '@private-serverless/template';
import type { Io } from '../io';
import type { Parameters } from './parameters';
import { readinessClients } from './readinessClients';

/**
 * Checks the network that the environment's stack is about to create: a transit gateway that the account cannot use, a range
 * that overlaps a VPC of the account, and the quota of VPCs. CloudFormation would find the first and the last one after it has
 * created half of the stack, and the second one never. What cannot be checked is a warning.
 *
 * @param parameters - the parameters of the deploy
 * @param stack - the stack as it is now
 * @param declared - the parameters of the template
 * @throws Error that names every problem, with the value and the fix
 */
export async function requireNetwork(
  environment: Environment,
  options: {
    parameters: Parameters;
    stack?: StackDescription;
    declared: Map<string, Parameter>;
  },
  io: Io,
): Promise<void> {
  const { stack, declared } = options;
  const valueOf = (name: string) =>
    options.parameters[name] ?? declared.get(name)?.default ?? '';
  if (valueOf('CreateNetwork') !== 'true') return;
  const hasVpc = stack?.outputs.VpcId !== undefined;
  const cidr = hasVpc ? '' : valueOf('VpcCidr');
  const gatewayId = valueOf('TransitGatewayId');
  const isConnected =
    hasVpc && stack?.parameters.TransitGatewayId === gatewayId;
  const transitGatewayId = isConnected ? '' : gatewayId;
  if (!cidr && !transitGatewayId) return;
  const { close, ...clients } = readinessClients(environment);
  try {
    const { checks } = await checkReadiness({
      environment: {
        ...environment,
        network: {
          new: {
            cidrs: cidr ? [cidr] : [],
            prefixListIds: {},
            resolverRuleIds: [],
            associateZoneVpcIds: [],
            ...(transitGatewayId && { transitGatewayId }),
          },
        },
      },
      clients,
    });
    const relevant = checks.filter(
      ({ id }) =>
        id === 'transitGateway' ||
        (cidr !== '' && (id === 'ranges' || id === 'quota.vpcs')),
    );
    for (const { found, id, status, subject } of relevant) {
      if (status === 'unknown') {
        io.err(`Warning: not checked: ${subject} (${id}): ${found}`);
      }
    }
    const problems = relevant.filter(
      ({ status }) => status === 'missing' || status === 'wrong',
    );
    if (problems.length === 0) return;
    throw new Error(
      [
        ...problems.map(check => problemText(environment, check)),
        'Nothing was changed.',
      ].join('\n'),
    );
  } finally {
    close();
  }
}

function problemText(
  { accountId, region }: Environment,
  { fix, found, id, status, subject }: Check,
): string {
  if (id === 'ranges') {
    return `VpcCidr: ${subject} overlaps a VPC of account ${accountId} in ${region}. Set VpcCidr and SubnetHostBits in --parameters to a range that is free in the corporate network.`;
  }
  if (id === 'transitGateway' && status === 'missing') {
    return `TransitGatewayId: ${subject} is not a transit gateway that account ${accountId} can use in ${region}. Share it with the account in AWS RAM and accept the share, or correct TransitGatewayId.`;
  }
  const name =
    id === 'transitGateway' ? `TransitGatewayId: ${subject}` : subject;
  return `${name}: found ${found}. ${fix}`;
}
