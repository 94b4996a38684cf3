import type { Decide } from '../census/observe';
import { meaning, referenceOf } from '../network/uses';
import { present } from './subnets';

/** Launch configurations and templates assign nothing by themselves. What launches instances from them is judged with its subnets. */
export const byLauncher: Decide = (_template, { id }, value) =>
  value.kind === 'absent'
    ? {
        status: 'proven',
        message: `${id} assigns no public address. The subnets of what uses it are judged.`,
      }
    : undefined;

/**
 * Without a key, nobody has remote access to the nodes. With a key and without source groups, port 22 is open to 0.0.0.0/0.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
 */
export const byKey: Decide = (template, resource) =>
  present(template, resource, 'RemoteAccess.Ec2SshKey').length === 0
    ? { status: 'proven', message: `${resource.id} has no remote access.` }
    : {
        status: 'violated',
        message: `${resource.id} opens port 22 of its nodes to 0.0.0.0/0, because RemoteAccess has a key and no SourceSecurityGroups.`,
        fix: 'Remove RemoteAccess, or set RemoteAccess.SourceSecurityGroups.',
      };

/** A connector with its own public addresses is newer than the census. Otherwise, its traffic goes through the subnets of a VPC. */
export const byElasticIp: Decide = (template, resource, value) => {
  const path = 'Configuration.VpcEgressConfiguration';
  if (value.kind === 'absent') return undefined;
  return present(template, resource, `${path}.ElasticIpConfiguration`).length >
    0
    ? {
        status: 'violated',
        message: `${resource.id} has public addresses: it has ${path}.ElasticIpConfiguration.`,
        fix: `Remove ${path}.ElasticIpConfiguration.`,
      }
    : {
        status: 'proven',
        message: `${resource.id} sends traffic through a VPC.`,
      };
};

/** Traffic through connectors of the template, which are judged. */
export const byConnectors: Decide = (template, resource, value) => {
  const items = template.items([value]);
  const isInside = items.every(
    item =>
      template.resource(referenceOf(item).id ?? '')?.lowerType ===
      'aws::lambda::networkconnector',
  );
  return items.length > 0 && isInside
    ? {
        status: 'proven',
        message: `${resource.id} sends traffic through network connectors of the template.`,
      }
    : undefined;
};

/**
 * A private ingress point has no public one.
 *
 * Source: NetworkConfiguration of AWS::SES::MailManagerIngressPoint in the specification
 */
export const byPrivateNetwork: Decide = (template, resource, value) => {
  const path = 'NetworkConfiguration.PrivateNetworkConfiguration';
  if (value.kind !== 'absent') return undefined;
  return present(template, resource, path).length > 0
    ? { status: 'proven', message: `${resource.id} has ${path}.` }
    : {
        status: 'violated',
        message: `${resource.id} receives mail from the internet, because it has no ${path}.`,
        fix: `Add ${path}.`,
      };
};

/** Only endpoints that are named may reach the workspace, and no address of a prefix list. Source: NetworkAccessControl in the specification. */
export const byEndpoints: Decide = (template, resource, value) =>
  value.kind === 'map' &&
  present(template, resource, 'NetworkAccessControl.VpceIds').length > 0 &&
  present(template, resource, 'NetworkAccessControl.PrefixListIds').length === 0
    ? {
        status: 'proven',
        message: `${resource.id} admits only VPC endpoints.`,
      }
    : undefined;

/** A pipeline with subnets is reached through a VPC endpoint. Source: VpcOptions in the specification. */
export const byVpcOptions: Decide = (template, resource) => {
  const subnets = present(template, resource, 'VpcOptions.SubnetIds');
  return subnets.length > 0 &&
    subnets.every(
      subnet => meaning(template, 'subnet', subnet).is !== 'unknown',
    )
    ? {
        status: 'proven',
        message: `${resource.id} is reached through a VPC endpoint in its subnets.`,
      }
    : undefined;
};

/**
 * Containers of a model reach the internet, unless the model has a VPC or is isolated.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
 */
export const byIsolation: Decide = (template, resource, value) => {
  if (value.kind !== 'absent') return undefined;
  const isIsolated = template
    .property(resource, 'EnableNetworkIsolation')
    .every(one => one.kind === 'scalar' && one.text.toLowerCase() === 'true');
  return isIsolated
    ? {
        status: 'proven',
        message: `${resource.id} has no access to any network.`,
      }
    : {
        status: 'violated',
        message: `The containers of ${resource.id} reach the internet, because it has neither VpcConfig nor EnableNetworkIsolation.`,
        fix: 'Add VpcConfig, or set EnableNetworkIsolation to true.',
      };
};
