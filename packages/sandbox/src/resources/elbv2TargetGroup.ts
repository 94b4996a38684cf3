import { randomBytes } from 'node:crypto';
import { Properties } from '../account/Account';
import { asNumber, asText } from '../account/values';
import {
  attributeProblem,
  ipTargetGroupDefaults,
  lambdaTargetGroupDefaults,
} from '../elbv2/attributes';
import { healthProblem, healthSettings } from '../elbv2/healthSettings';
import {
  fullNameOf,
  nameOf,
  TARGET_GROUP,
  targetsOf,
  usersOf,
} from '../elbv2/model';
import {
  checkTargets,
  declaredTargets,
  deregister,
  register,
  TargetInput,
} from '../elbv2/targets';
import { AwsError } from '../protocol/errors';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { vpcOf } from './ec2';
import { checkName, elbError, shortName } from './elbv2Errors';

/** Target groups of addresses and of functions. */
export const targetGroup: ResourceHandler = {
  accepts: [
    'HealthCheckEnabled',
    'HealthCheckIntervalSeconds',
    'HealthCheckPath',
    'HealthCheckPort',
    'HealthCheckProtocol',
    'HealthCheckTimeoutSeconds',
    'HealthyThresholdCount',
    'IpAddressType',
    'Matcher',
    'Name',
    'Port',
    'Protocol',
    'ProtocolVersion',
    'Tags',
    'TargetGroupAttributes',
    'TargetType',
    'Targets',
    'UnhealthyThresholdCount',
    'VpcId',
  ],
  create(context, properties) {
    const { account, stackId, stackName, logicalId } = context;
    checkKind(context, properties);
    checkSettings(properties);
    const name = newName(context, properties);
    const id = context.once('id', () => randomBytes(8).toString('hex'));
    const arn = account.arn(
      'elasticloadbalancing',
      `targetgroup/${name}/${id}`,
    );
    const group = {
      physicalId: arn,
      properties,
      stackId,
      stackName,
      logicalId,
    };
    asHandler(() =>
      register(
        account,
        { ...group, type: TARGET_GROUP },
        declaredTargets(group),
      ),
    );
    return {
      physicalId: arn,
      attributes: {
        TargetGroupArn: arn,
        TargetGroupName: name,
        TargetGroupFullName: fullNameOf(arn),
        LoadBalancerArns: [],
      },
    };
  },
  update({ account }, resource, properties) {
    checkSettings(properties);
    const declared = declaredTargets({ properties });
    asHandler(() => {
      const changed = { ...resource, properties };
      checkTargets(account, changed, declared);
      const keyOf = ({ id, port }: TargetInput) => `${id} ${port}`;
      const kept = new Set(declared.map(keyOf));
      deregister(
        account,
        resource,
        declaredTargets(resource).filter(one => !kept.has(keyOf(one))),
      );
      register(account, changed, declared);
    });
  },
  delete({ account }, resource) {
    const { physicalId } = resource;
    if (usersOf(account, physicalId).length > 0) {
      throw elbError(
        `Target group '${physicalId}' is currently in use by a listener or a rule`,
      );
    }
    for (const target of targetsOf(account, physicalId)) account.remove(target);
  },
};

/** Runs a check that throws AWS's errors. */
function asHandler(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) throw elbError(error.message);
    throw error;
  }
}

function newName(
  { account, stackName, logicalId, once }: ResourceContext,
  properties: Properties,
): string {
  const name =
    asText(properties.Name) ??
    once('name', () =>
      shortName(stackName, logicalId, randomBytes(6).toString('hex')),
    );
  checkName('Target group', name);
  const isTaken = account
    .list(TARGET_GROUP)
    .some(one => nameOf(one.physicalId) === name);
  if (isTaken) {
    throw elbError(
      `A target group with the same name '${name}' exists, but with different settings`,
      'AlreadyExists',
    );
  }
  return name;
}

function checkKind(context: ResourceContext, properties: Properties): void {
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

function checkSettings(properties: Properties): void {
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
