import type { Value } from '@private-serverless/template';
import type { Decide, Decision } from '../census/observe';
import { meaning, referenceOf } from '../network/uses';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { present } from './subnets';

/**
 * Decides whether a database without `PubliclyAccessible` is public: in the subnets of a VPC with an internet gateway it is,
 * otherwise it is not. A member of a cluster has the subnet group of the cluster.
 *
 * Source: `PubliclyAccessible` in https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const bySubnetGroup: Decide = (template, resource, value) => {
  if (value.kind === 'unknown') return undefined;
  const groups = groupsOf(template, resource);
  const subnets = groups?.flatMap(group =>
    present(template, group, 'SubnetIds'),
  );
  return subnets ? byVpc(template, resource, subnets) : undefined;
};

/**
 * Only Multi-AZ clusters take `PubliclyAccessible`. The instances of Aurora clusters have their own.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
 */
export const ofCluster: Decide = (template, resource, value) => {
  const engines = template.property(resource, 'Engine');
  return engines.every(
    engine => engine.kind === 'scalar' && /^aurora/i.test(engine.text),
  )
    ? {
        status: 'proven',
        message: `${resource.id} is an Aurora cluster, whose instances decide about public addresses.`,
      }
    : bySubnetGroup(template, resource, value);
};

/** The subnet groups of a database, or undefined if one is not in the template. */
function groupsOf(
  template: Template,
  database: Resource,
): Resource[] | undefined {
  const own = present(template, database, 'DBSubnetGroupName');
  const named =
    own.length > 0
      ? own
      : present(template, database, 'DBClusterIdentifier').flatMap(cluster => {
          const found = resourceOf(template, cluster);
          return found
            ? present(template, found, 'DBSubnetGroupName')
            : [cluster];
        });
  const groups = named.flatMap(value => resourceOf(template, value) ?? []);
  return named.length > 0 && groups.length === named.length
    ? groups
    : undefined;
}

function resourceOf(template: Template, value: Value): Resource | undefined {
  return template.resource(referenceOf(value).id ?? '');
}

/** The first resource that attaches an internet gateway. */
const attachmentOf = oncePerTemplate(template =>
  template
    .ofType('AWS::EC2::VPCGatewayAttachment')
    .find(one => present(template, one, 'InternetGatewayId').length > 0),
);

/** Decides by the VPC of subnets, if all of them and their VPC are in the template. */
export function byVpc(
  template: Template,
  { id }: Resource,
  subnets: readonly Value[],
): Decision | undefined {
  const own = subnets.map(value => {
    const subnet = meaning(template, 'subnet', value);
    return subnet.is === 'inside' ? template.resource(subnet.id) : undefined;
  });
  const vpcs = own.flatMap(subnet =>
    subnet ? present(template, subnet, 'VpcId') : [],
  );
  const isInside =
    vpcs.length > 0 &&
    !own.includes(undefined) &&
    vpcs.every(vpc => meaning(template, 'vpc', vpc).is === 'inside');
  if (!isInside) return undefined;
  const gateway = attachmentOf(template);
  return gateway
    ? {
        status: 'violated',
        message: `${id} has a public address, because its VPC has an internet gateway (${gateway.id}) and nothing says that it is not public.`,
      }
    : {
        status: 'proven',
        message: `${id} is private, because its VPC has no internet gateway.`,
      };
}
