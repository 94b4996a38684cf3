import { Properties } from '../account/Account';
import { asNumber, asText } from '../account/values';
import {
  attributeProblem,
  ipTargetGroupDefaults,
  lambdaTargetGroupDefaults,
} from '../elbv2/attributes';
import { healthProblem, healthSettings } from '../elbv2/healthSettings';
import { TARGET_GROUP } from '../elbv2/model';
import { HandlerError, ResourceContext } from './contract';
import { vpcOf } from './ec2';
import { elbError } from './elbv2Errors';

/**
 * Checks what cannot change after the creation.
 *
 * @throws HandlerError with AWS's message
 */
export function checkKind(
  context: ResourceContext,
  properties: Properties,
): void {
  const { Protocol, Port, ProtocolVersion, IpAddressType } = properties;
  // AWS's default.
  const type = asText(properties.TargetType) ?? 'instance';
  if (type === 'lambda') {
    for (const name of ['Protocol', 'Port', 'VpcId']) {
      if (properties[name] !== undefined) {
        throw elbError(
          `${name} cannot be specified for target groups with target type 'lambda'`,
        );
      }
    }
    return;
  }
  if (type !== 'ip') {
    throw unsupported('TargetType', type, 'ip or lambda');
  }
  if (Protocol === undefined) throw elbError('A protocol must be specified');
  if (Protocol !== 'HTTPS' && Protocol !== 'HTTP') {
    throw unsupported('Protocol', asText(Protocol), 'HTTPS or HTTP');
  }
  if (Port === undefined) throw elbError('A port must be specified');
  const port = asNumber(Port) ?? 0;
  if (port < 1 || port > 65_535) {
    throw elbError(`Port '${Port}' must be between '1' and '65535' inclusive`);
  }
  if (properties.VpcId === undefined) {
    throw elbError('A VPC ID must be specified');
  }
  vpcOf(context, properties);
  if ((asText(ProtocolVersion) ?? 'HTTP1') !== 'HTTP1') {
    throw unsupported('ProtocolVersion', asText(ProtocolVersion), 'HTTP1');
  }
  if ((asText(IpAddressType) ?? 'ipv4') !== 'ipv4') {
    throw unsupported('IpAddressType', asText(IpAddressType), 'ipv4');
  }
}

/**
 * Checks health check and attributes.
 *
 * @throws HandlerError with AWS's message
 */
export function checkSettings(properties: Properties): void {
  const isLambda = properties.TargetType === 'lambda';
  const settings = healthSettings(properties);
  if (isLambda && settings.enabled) {
    throw unsupported('HealthCheckEnabled', 'true', 'false for a function');
  }
  if (!isLambda && !settings.enabled) {
    throw elbError(
      "Health check enabled must be true for target groups with target type 'ip'",
    );
  }
  if (!['HTTP', 'HTTPS'].includes(settings.protocol)) {
    throw unsupported(
      'HealthCheckProtocol',
      settings.protocol,
      'HTTPS or HTTP',
    );
  }
  const problem =
    healthProblem(settings) ??
    attributeProblem(
      'Target group',
      properties.TargetGroupAttributes,
      isLambda ? lambdaTargetGroupDefaults : ipTargetGroupDefaults,
    );
  if (problem?.startsWith('sandbox: ')) throw new HandlerError(problem);
  if (problem) throw elbError(problem);
}

function unsupported(name: string, value: string | undefined, use: string) {
  return new HandlerError(
    `sandbox: ${name} ${value} of ${TARGET_GROUP} is not supported. Use ${use}.`,
  );
}
