import { Account } from '../account/Account';
import { containsCidr, overlaps } from '../account/cidr';
import { asText } from '../account/values';
import { ec2Id } from '../protocol/ids';
import { HandlerError, ResourceHandler } from './contract';
import { checkedCidr, SUBNET } from './ec2';
import { requireResource } from './lookup';

export const SUBNET_CIDR_RESERVATION = 'AWS::EC2::SubnetCidrReservation';

/** The ranges of a subnet from which EC2 assigns no address by itself. */
export function reservedRanges(account: Account, subnetId: string): string[] {
  return account
    .list(SUBNET_CIDR_RESERVATION)
    .filter(one => one.properties.SubnetId === subnetId)
    .map(one => String(one.properties.Cidr));
}

/**
 * A reservation is in one subnet and overlaps no other one.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html
 */
const subnetCidrReservation: ResourceHandler = {
  accepts: ['Cidr', 'Description', 'ReservationType', 'SubnetId', 'Tags'],
  create({ account }, { Cidr, ReservationType, SubnetId }) {
    const subnetId = asText(SubnetId) ?? '';
    const { attributes } = requireResource(
      account,
      SUBNET,
      subnetId,
      `The subnet ID '${subnetId}' does not exist`,
    );
    const cidr = asText(Cidr) ?? '';
    checkedCidr(cidr);
    if (!containsCidr(String(attributes.CidrBlock), cidr)) {
      throw new HandlerError(
        `The CIDR '${cidr}' is not within the range of subnet '${subnetId}'.`,
      );
    }
    const conflict = reservedRanges(account, subnetId).find(other =>
      overlaps(other, cidr),
    );
    if (conflict) {
      throw new HandlerError(
        `The CIDR '${cidr}' overlaps with the reservation '${conflict}' of subnet '${subnetId}'.`,
      );
    }
    if (ReservationType !== 'explicit') {
      throw new HandlerError(
        `sandbox: ReservationType ${String(ReservationType)} is not supported`,
      );
    }
    const id = ec2Id('scr');
    return {
      physicalId: `${subnetId}|${id}`,
      attributes: {
        Arn: account.arn('ec2', `subnet-cidr-reservation/${id}`),
        OwnerId: account.identity.accountId,
        SubnetCidrReservationId: id,
      },
    };
  },
};

/** Ranges of subnets for addresses that are assigned explicitly. */
export const subnetReservationHandlers: Record<string, ResourceHandler> = {
  [SUBNET_CIDR_RESERVATION]: subnetCidrReservation,
};
