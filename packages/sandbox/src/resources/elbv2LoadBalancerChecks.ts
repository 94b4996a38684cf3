import { Properties } from '../account/Account';
import { asList, asMap, asText, asTexts } from '../account/values';
import {
  attributeProblem,
  attributesSet,
  loadBalancerDefaults,
} from '../elbv2/attributes';
import { LOAD_BALANCER } from '../elbv2/model';
import { HandlerError, ResourceContext } from './contract';
import { SECURITY_GROUP } from './ec2';
import { elbError } from './elbv2Errors';
import { requireResource } from './lookup';
import { requireSubnet } from './networkInterfaces';
import { bucketPolicyType } from './s3';

/**
 * Checks what cannot change after the creation.
 *
 * @throws HandlerError for what the sandbox does not support
 */
export function checkKind(properties: Properties): void {
  const { Scheme, Type, IpAddressType } = properties;
  const values = {
    Type: [asText(Type) ?? 'application', 'application'],
    // AWS's default.
    Scheme: [asText(Scheme) ?? 'internet-facing', 'internal'],
    IpAddressType: [asText(IpAddressType) ?? 'ipv4', 'ipv4'],
  };
  for (const [property, [value, supported]] of Object.entries(values)) {
    if (value !== supported) {
      throw new HandlerError(
        `sandbox: ${property} ${value} of ${LOAD_BALANCER} is not supported. Use ${supported}.`,
      );
    }
  }
}

/**
 * Checks subnets, security groups and attributes.
 *
 * @throws HandlerError with AWS's message
 */
export function checkSettings(
  { account, objects }: ResourceContext,
  properties: Properties,
): void {
  const subnets = [...new Set(asTexts(properties.Subnets))].map(id =>
    requireSubnet(account, id),
  );
  const zones = new Set(subnets.map(one => one.attributes.AvailabilityZone));
  if (zones.size < 2) {
    throw elbError(
      'At least two subnets in two different Availability Zones must be specified',
    );
  }
  if (zones.size < subnets.length) {
    throw elbError(
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  const vpcs = new Set(subnets.map(one => one.attributes.VpcId));
  if (vpcs.size > 1) {
    throw elbError('All subnets must belong to the same VPC');
  }
  const groups = asTexts(properties.SecurityGroups);
  if (groups.length === 0) {
    throw new HandlerError(
      `sandbox: a ${LOAD_BALANCER} without SecurityGroups is not supported`,
    );
  }
  for (const id of groups) {
    const group = requireResource(
      account,
      SECURITY_GROUP,
      id,
      `The security group '${id}' does not exist`,
    );
    if (!vpcs.has(group.attributes.VpcId)) {
      throw elbError('One or more security groups are invalid');
    }
  }
  checkAttributes(
    properties,
    bucket => objects.hasBucket(bucket) && mayDeliverLogs(account, bucket),
  );
}

/**
 * Whether the policy of a bucket has a statement that allows the delivery of logs. Its paths and conditions are not compared.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
function mayDeliverLogs(
  account: ResourceContext['account'],
  bucket: string,
): boolean {
  const policy = account.find(bucketPolicyType, bucket)?.properties;
  return asList(asMap(policy?.PolicyDocument).Statement)
    .map(asMap)
    .some(
      ({ Action, Effect, Principal }) =>
        Effect === 'Allow' &&
        asTexts(asMap(Principal).Service).includes(
          'logdelivery.elasticloadbalancing.amazonaws.com',
        ) &&
        asTexts(Action).some(one => one === 's3:PutObject' || one === 's3:*'),
    );
}

function checkAttributes(
  { LoadBalancerAttributes: list }: Properties,
  acceptsLogs: (name: string) => boolean,
): void {
  const problem = attributeProblem('Load balancer', list, loadBalancerDefaults);
  if (problem?.startsWith('sandbox: ')) throw new HandlerError(problem);
  if (problem) throw elbError(problem);
  const set = attributesSet(list);
  for (const kind of ['access_logs', 'connection_logs']) {
    if (set[`${kind}.s3.enabled`] !== 'true') continue;
    const bucket = set[`${kind}.s3.bucket`] ?? '';
    if (bucket === '') {
      throw elbError(
        `The value of '${kind}.s3.bucket' cannot be empty when '${kind}.s3.enabled' is 'true'`,
      );
    }
    if (!acceptsLogs(bucket)) {
      throw elbError(
        `Access Denied for bucket: ${bucket}. Please check S3bucket permission`,
      );
    }
  }
}
