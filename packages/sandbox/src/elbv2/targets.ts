import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Account, LiveResource, Properties } from '../account/Account';
import { ipv4ToNumber, parseCidr, sizeOf } from '../account/cidr';
import { asList, asMap, asNumber, asText } from '../account/values';
import { AwsError } from '../protocol/errors';
import { SUBNET } from '../resources/ec2';
import { findFunction } from '../resources/lambda';
import { isPermitted } from '../resources/permission';
import { isDraining, TARGET, targetsOf } from './model';

/** Where a target gets its requests. */
export type TargetInput = {
  /** IPv4 address, or ARN of a function. */
  id: string;
  /** Not of a function. */
  port?: number;
  /** As the caller gave it. */
  zone?: string;
};

/** The targets in a list of `Id`, `Port` and `AvailabilityZone`, with the port of the target group as default. */
export function targetInputs(
  group: Pick<LiveResource, 'properties'>,
  list: Properties[],
): TargetInput[] {
  const { TargetType, Port } = group.properties;
  return list.map(({ Id, Port: port, AvailabilityZone }) => ({
    id: asText(Id) ?? '',
    port:
      TargetType === 'lambda' ? undefined : asNumber(port) ?? asNumber(Port),
    zone: asText(AvailabilityZone),
  }));
}

/** The targets in the property `Targets` of a target group. */
export function declaredTargets(group: Pick<LiveResource, 'properties'>) {
  return targetInputs(group, asList(group.properties.Targets).map(asMap));
}

/**
 * Checks targets before their registration.
 *
 * @throws AwsError with AWS's code
 */
export function checkTargets(
  account: Account,
  {
    physicalId: arn,
    properties,
  }: Pick<LiveResource, 'physicalId' | 'properties'>,
  targets: TargetInput[],
): void {
  for (const { id, port, zone } of targets) {
    if (properties.TargetType === 'lambda') checkFunction(account, arn, id);
    else checkAddress(account, String(properties.VpcId), id, port, zone);
  }
}

function checkFunction(account: Account, arn: string, id: string): void {
  if (!findFunction(account, id)) {
    throw new AwsError('InvalidTarget', `The function '${id}' does not exist`);
  }
  const isAllowed = isPermitted(account, {
    functionArn: id,
    principal: 'elasticloadbalancing.amazonaws.com',
    sourceArn: arn,
  });
  if (!isAllowed) {
    throw new AwsError(
      'AccessDenied',
      `elasticloadbalancing principal does not have permission to invoke ${id} from target group ${arn}`,
      403,
    );
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html */
function checkAddress(
  account: Account,
  vpcId: string,
  id: string,
  port: number | undefined,
  zone: string | undefined,
): void {
  if (!isIPv4(id)) {
    throw new AwsError(
      'ValidationError',
      `The IP address '${id}' is not a valid IPv4 address`,
    );
  }
  if (!port || port < 1 || port > 65_535) {
    throw new AwsError(
      'ValidationError',
      `Port '${port}' of the target '${id}' must be between 1 and 65535`,
    );
  }
  if (zoneOf(account, vpcId, id) !== undefined) return;
  const range = ipaddr.parse(id).range();
  if (range !== 'private' && range !== 'carrierGradeNat') {
    throw new AwsError(
      'InvalidTarget',
      `The IP address '${id}' is publicly routable and cannot be registered`,
    );
  }
  if (zone !== 'all') {
    throw new AwsError(
      'InvalidTarget',
      `The IP address '${id}' is outside of the VPC '${vpcId}'. Set the Availability Zone of the target to 'all'.`,
    );
  }
}

/** The zone of the subnet of a VPC that contains an address. */
function zoneOf(
  account: Account,
  vpcId: string,
  address: string,
): string | undefined {
  const value = ipv4ToNumber(address);
  const subnet = account.list(SUBNET).find(({ attributes }) => {
    const { first, prefix } = parseCidr(String(attributes.CidrBlock));
    return (
      attributes.VpcId === vpcId &&
      value >= first &&
      value < first + sizeOf(prefix)
    );
  });
  return asText(subnet?.attributes.AvailabilityZone);
}

/** The physical ID of a target. */
function targetId(groupArn: string, { id, port }: TargetInput): string {
  return [groupArn, id, port ?? ''].join('|');
}

/**
 * Registers targets. A registered target stays as it is, and a draining one gets requests again.
 *
 * @throws AwsError with AWS's code. Then none of them is registered.
 */
export function register(
  account: Account,
  group: LiveResource | Omit<LiveResource, 'attributes'>,
  targets: TargetInput[],
): void {
  checkTargets(account, group, targets);
  const { physicalId: arn, properties, stackId, stackName, logicalId } = group;
  for (const target of targets) {
    const physicalId = targetId(arn, target);
    const existing = account.find(TARGET, physicalId);
    if (existing && !isDraining(existing)) continue;
    if (existing) account.remove(existing);
    const zone =
      properties.TargetType === 'lambda'
        ? 'all'
        : zoneOf(account, String(properties.VpcId), target.id) ?? 'all';
    account.add({
      type: TARGET,
      physicalId,
      properties: {
        TargetGroupArn: arn,
        Id: target.id,
        ...(target.port === undefined ? {} : { Port: target.port }),
        AvailabilityZone: zone,
      },
      attributes: {},
      stackId,
      stackName,
      logicalId,
    });
  }
}

/**
 * Deregisters targets: they get no new requests. Targets that are not registered are ignored, as by AWS.
 *
 * @param now - milliseconds since 1970
 */
export function deregister(
  account: Account,
  { physicalId: arn }: LiveResource,
  targets: TargetInput[],
  now = Date.now(),
): void {
  for (const { id, port } of targets) {
    for (const target of targetsOf(account, arn)) {
      const { Id, Port } = target.properties;
      if (Id !== id || (port !== undefined && Port !== port)) continue;
      if (!isDraining(target)) account.change(target, { DrainingSince: now });
    }
  }
}
