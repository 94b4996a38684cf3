import type { PlanWarning } from '../../session/results';
import { stackType } from '../../template/resourceTypes';
import type { Comparison } from '../view/Comparison';
import { type Check, marksOfChecks, textAt } from './check';

/** Types that connect a VPC with another network. */
const connecting =
  /^AWS::(EC2::(TransitGateway(Vpc)?Attachment|VPCPeeringConnection|ClientVpnTargetNetworkAssociation|VPCGatewayAttachment)|NetworkManager::VpcAttachment)$/;

const unconnected: Check = ({ id }, _, comparison) => {
  // A nested stack may connect it.
  const mayBeConnected = [...comparison.after.values()].some(
    ({ type }) => connecting.test(type) || type === stackType,
  );
  return comparison.isNew(id) && !mayBeConnected
    ? [
        'no other network is connected to the VPC, so services in it can be reached only through a tunnel',
      ]
    : [];
};

const privateDns: Check = (after, before) => {
  const service = textAt(after, 'ServiceName');
  const isApi = typeof service === 'string' && /\bexecute-api$/.test(service);
  const isOn = textAt(after, 'PrivateDnsEnabled') === 'true';
  const wasOn = textAt(before, 'PrivateDnsEnabled') === 'true';
  return isApi && isOn && !wasOn
    ? [
        'private DNS: every execute-api name of the region leads to this endpoint, so the VPC can no longer call public APIs',
      ]
    : [];
};

/**
 * Who cannot reach the VPC, and what the VPC can no longer reach.
 *
 * @param isNested - whether the stack is a nested one, whose VPC another stack may connect
 */
export function connectionMarks(
  comparison: Comparison,
  isNested: boolean,
): PlanWarning[] {
  return marksOfChecks(
    'connection',
    [
      ...(isNested ? [] : [[/^AWS::EC2::VPC$/, unconnected] as const]),
      [/^AWS::EC2::VPCEndpoint$/, privateDns],
    ],
    comparison,
  );
}
