import { Account, LiveResource } from '../account/Account';
import { asNumber, asText } from '../account/values';
import { AwsError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { XmlValue } from '../protocol/xml';
import { healthSettings } from './healthSettings';
import { byArn, named } from './lookup';
import {
  groupsOfAction,
  actionsOf,
  listenersOf,
  LOAD_BALANCER,
  loadBalancersOf,
  nameOf,
  rulesOf,
  TARGET_GROUP,
  targetsOf,
} from './model';
import { pageOf, pageParameters } from './paging';
import { deregister, register, targetInputs } from './targets';

/** The state of a target, as DescribeTargetHealth returns it. */
export type TargetHealth = {
  state:
    | 'initial'
    | 'healthy'
    | 'unhealthy'
    | 'unused'
    | 'draining'
    | 'unavailable';
  /** AWS's code, e.g. `Target.Timeout`. */
  reason?: string;
  description?: string;
};

/** Returns the state of a registered target. */
export type HealthOf = (target: LiveResource) => TargetHealth;

const notRegistered: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
};

/** Target groups, their targets and the health of these. */
export function targetGroupOperations(
  account: Account,
  healthOf: HealthOf,
): Record<string, QueryOperation> {
  const groupOf = (parameters: QueryParameters) =>
    byArn(account, TARGET_GROUP, parameters.required('TargetGroupArn'));
  return {
    DescribeTargetGroups: {
      parameters: [
        'LoadBalancerArn',
        'TargetGroupArns',
        'Names',
        ...pageParameters,
      ],
      run(parameters) {
        const balancer = parameters.text('LoadBalancerArn');
        const groups = balancer
          ? groupsOf(account, byArn(account, LOAD_BALANCER, balancer))
          : named(account, TARGET_GROUP, parameters, 'TargetGroupArns');
        const { items, NextMarker } = pageOf(groups, parameters);
        return {
          TargetGroups: items.map(one => described(account, one)),
          NextMarker,
        };
      },
    },
    DescribeTargetHealth: {
      parameters: ['TargetGroupArn', 'Targets'],
      run(parameters) {
        const group = groupOf(parameters);
        const wanted = targetInputs(group, parameters.structures('Targets'));
        const all = targetsOf(account, group.physicalId).map(target => ({
          id: String(target.properties.Id),
          port: asNumber(target.properties.Port),
          zone: asText(target.properties.AvailabilityZone),
          health: healthOf(target),
        }));
        const shown =
          wanted.length === 0
            ? all
            : wanted.map(
                one =>
                  all.find(
                    ({ id, port }) => id === one.id && port === one.port,
                  ) ?? {
                    ...one,
                    health: notRegistered,
                  },
              );
        const { port: checkPort } = healthSettings(group.properties);
        return {
          TargetHealthDescriptions: shown.map(({ id, port, zone, health }) => ({
            Target: { Id: id, Port: port, AvailabilityZone: zone },
            HealthCheckPort:
              port === undefined
                ? undefined
                : checkPort.replace('traffic-port', String(port)),
            TargetHealth: {
              State: health.state,
              Reason: health.reason,
              Description: health.description,
            },
          })),
        };
      },
    },
    RegisterTargets: {
      parameters: ['TargetGroupArn', 'Targets'],
      run(parameters) {
        const group = groupOf(parameters);
        register(account, group, targetsNamed(group, parameters));
        return {};
      },
    },
    DeregisterTargets: {
      parameters: ['TargetGroupArn', 'Targets'],
      run(parameters) {
        const group = groupOf(parameters);
        deregister(account, group, targetsNamed(group, parameters));
        return {};
      },
    },
  };
}

function targetsNamed(group: LiveResource, parameters: QueryParameters) {
  const targets = parameters.structures('Targets');
  if (targets.length === 0) {
    throw new AwsError('ValidationError', 'Targets must be specified');
  }
  return targetInputs(group, targets);
}

/** The target groups to which a load balancer forwards. */
function groupsOf(account: Account, balancer: LiveResource): LiveResource[] {
  const listeners = listenersOf(account, balancer.physicalId);
  const rules = listeners.flatMap(one => rulesOf(account, one.physicalId));
  const arns = [...listeners, ...rules].flatMap(one =>
    actionsOf(one.properties).flatMap(groupsOfAction),
  );
  return [...new Set(arns)].flatMap(
    arn => account.find(TARGET_GROUP, arn) ?? [],
  );
}

function described(
  account: Account,
  { physicalId, properties }: LiveResource,
): XmlValue {
  const settings = healthSettings(properties);
  const isLambda = properties.TargetType === 'lambda';
  const ofAddresses = isLambda
    ? {}
    : {
        Protocol: asText(properties.Protocol),
        Port: asNumber(properties.Port),
        VpcId: asText(properties.VpcId),
        ProtocolVersion: 'HTTP1',
        HealthCheckProtocol: settings.protocol,
        HealthCheckPort: settings.port,
      };
  return {
    TargetGroupArn: physicalId,
    TargetGroupName: nameOf(physicalId),
    TargetType: asText(properties.TargetType),
    IpAddressType: 'ipv4',
    ...ofAddresses,
    HealthCheckEnabled: settings.enabled,
    HealthCheckIntervalSeconds: settings.interval,
    HealthCheckTimeoutSeconds: settings.timeout,
    HealthyThresholdCount: settings.healthyThreshold,
    UnhealthyThresholdCount: settings.unhealthyThreshold,
    HealthCheckPath: settings.path,
    Matcher: { HttpCode: settings.matcher },
    LoadBalancerArns: loadBalancersOf(account, physicalId),
  };
}
