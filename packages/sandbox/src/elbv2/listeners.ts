import { Account, LiveResource } from '../account/Account';
import { asList, asMap, asNumber, asText } from '../account/values';
import { AwsError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { describedActions } from './actions';
import { conditionsOf } from './conditions';
import { byArn } from './lookup';
import {
  LISTENER,
  LISTENER_RULE,
  listenersOf,
  LOAD_BALANCER,
  rulesOf,
} from './model';
import { pageOf, pageParameters } from './paging';
import { defaultSslPolicy } from './sslPolicies';

/** Listeners and their rules. */
export function listenerOperations(
  account: Account,
): Record<string, QueryOperation> {
  return {
    DescribeListeners: {
      parameters: ['LoadBalancerArn', 'ListenerArns', ...pageParameters],
      run(parameters) {
        const { items, NextMarker } = pageOf(
          listenersNamed(account, parameters),
          parameters,
        );
        return { Listeners: items.map(describedListener), NextMarker };
      },
    },
    DescribeRules: {
      parameters: ['ListenerArn', 'RuleArns', ...pageParameters],
      run(parameters) {
        const listenerArn = parameters.text('ListenerArn');
        const arns = parameters.list('RuleArns');
        if ((listenerArn === undefined) === (arns.length === 0)) {
          throw new AwsError(
            'ValidationError',
            'Either a listener ARN or rule ARNs must be specified',
          );
        }
        const rules =
          listenerArn === undefined
            ? arns.map(arn => describedRule(byArn(account, LISTENER_RULE, arn)))
            : allRules(account, byArn(account, LISTENER, listenerArn));
        const { items, NextMarker } = pageOf(rules, parameters);
        return { Rules: items, NextMarker };
      },
    },
  };
}

function listenersNamed(
  account: Account,
  parameters: QueryParameters,
): LiveResource[] {
  const balancer = parameters.text('LoadBalancerArn');
  const arns = parameters.list('ListenerArns');
  if ((balancer === undefined) === (arns.length === 0)) {
    throw new AwsError(
      'ValidationError',
      'Either a load balancer ARN or listener ARNs must be specified',
    );
  }
  return balancer === undefined
    ? arns.map(arn => byArn(account, LISTENER, arn))
    : listenersOf(account, byArn(account, LOAD_BALANCER, balancer).physicalId);
}

function describedListener({ physicalId, properties }: LiveResource) {
  return {
    ListenerArn: physicalId,
    LoadBalancerArn: asText(properties.LoadBalancerArn),
    Port: asNumber(properties.Port),
    Protocol: asText(properties.Protocol),
    Certificates: asList(properties.Certificates).map(one => ({
      CertificateArn: asText(asMap(one).CertificateArn),
    })),
    SslPolicy: asText(properties.SslPolicy) ?? defaultSslPolicy,
    DefaultActions: describedActions(properties),
    MutualAuthentication: { Mode: 'off' },
  };
}

/** The rules of a listener by priority, and the default rule as the last one. */
function allRules(account: Account, listener: LiveResource) {
  return [
    ...rulesOf(account, listener.physicalId).map(describedRule),
    {
      RuleArn: `${listener.physicalId.replace(
        ':listener/',
        ':listener-rule/',
      )}/default`,
      Priority: 'default',
      Conditions: [],
      Actions: describedActions(listener.properties),
      IsDefault: true,
    },
  ];
}

function describedRule({ physicalId, properties }: LiveResource) {
  return {
    RuleArn: physicalId,
    Priority: asText(properties.Priority),
    Conditions: conditionsOf(properties).map(({ field, values }) => ({
      Field: field,
      Values: values,
      ...(field === 'host-header'
        ? { HostHeaderConfig: { Values: values } }
        : { PathPatternConfig: { Values: values } }),
    })),
    Actions: describedActions(properties),
    IsDefault: false,
  };
}
