import { Account, LiveResource } from '../account/Account';
import { asList, asMap } from '../account/values';
import { AwsError } from '../protocol/errors';
import { VPC } from '../resources/ec2';
import { domainOf, HOSTED_ZONE, vpcsOf } from '../resources/route53';

/**
 * Associates a VPC with a private hosted zone.
 *
 * @throws AwsError with Route 53's codes
 */
export function associate(
  account: Account,
  zone: LiveResource,
  vpcId: string,
): void {
  const { region } = account.identity;
  if (!account.find(VPC, vpcId)) {
    throw new AwsError(
      'InvalidVPCId',
      `The VPC: ${vpcId} you provided does not exist in region ${region}.`,
    );
  }
  const domain = domainOf(zone.properties.Name);
  const conflict = account
    .list(HOSTED_ZONE)
    .find(
      ({ properties }) =>
        domainOf(properties.Name) === domain &&
        vpcsOf(properties).includes(vpcId),
    );
  if (conflict) {
    throw new AwsError(
      'ConflictingDomainExists',
      `The VPC ${vpcId} in region ${region} has already been associated with the hosted zone ${conflict.physicalId} with the same domain name.`,
    );
  }
  account.change(zone, {
    VPCs: [
      ...asList(zone.properties.VPCs),
      { VPCId: vpcId, VPCRegion: region },
    ],
  });
}

/**
 * Removes the association of a VPC. Route 53 does not remove the last one.
 *
 * @param withLast - removes also the last one
 * @throws AwsError with Route 53's codes
 */
export function disassociate(
  account: Account,
  zone: LiveResource,
  vpcId: string,
  withLast = false,
): void {
  const vpcs = asList(zone.properties.VPCs);
  const rest = vpcs.filter(one => asMap(one).VPCId !== vpcId);
  if (rest.length === vpcs.length) {
    throw new AwsError(
      'VPCAssociationNotFound',
      `The VPC ${vpcId} is not associated with the hosted zone ${zone.physicalId}.`,
      404,
    );
  }
  if (rest.length === 0 && !withLast) {
    throw new AwsError(
      'LastVPCAssociation',
      `The VPC ${vpcId} is the last one of the hosted zone ${zone.physicalId}.`,
    );
  }
  account.change(zone, { VPCs: rest });
}
