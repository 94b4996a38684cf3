import { randomBytes } from 'node:crypto';
import { Properties } from '../account/Account';
import { asText } from '../account/values';
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
import { ResourceContext, ResourceHandler } from './contract';
import { asHandler, checkName, elbError, shortName } from './elbv2Errors';
import { checkKind, checkSettings } from './elbv2TargetGroupChecks';

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
