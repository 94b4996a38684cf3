import { Account, LiveResource, Properties } from '../account/Account';
import { asFlag, asList, asMap, asNumber, asText } from '../account/values';
import { AwsError } from '../protocol/errors';
import {
  actionsOf,
  groupsOfAction,
  loadBalancersOf,
  TARGET_GROUP,
} from './model';

/*
 * The actions of rules and listeners that the sandbox supports: forward to one target group, and fixed-response.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
 */

/** The longest body of a fixed response, in characters. */
const maxMessage = 1024;

const contentTypes = [
  'text/plain',
  'text/css',
  'text/html',
  'application/javascript',
  'application/json',
];

/**
 * Checks the actions of a rule or a listener.
 *
 * @throws AwsError with AWS's code and message; `sandbox: …` for what the sandbox does not support
 */
export function checkActions(
  account: Account,
  properties: Properties,
  loadBalancer: LiveResource,
): void {
  const actions = actionsOf(properties);
  if (actions.length !== 1) {
    throw new AwsError(
      'ValidationError',
      `sandbox: ${actions.length} actions are not supported. Use one action.`,
    );
  }
  const [action] = actions;
  if (action.Type === 'forward') {
    checkForward(account, action, loadBalancer);
  } else if (action.Type === 'fixed-response') {
    checkFixedResponse(action);
  } else {
    throw new AwsError(
      'ValidationError',
      `sandbox: actions of type '${action.Type}' are not supported. Use forward or fixed-response.`,
    );
  }
}

function checkForward(
  account: Account,
  action: Properties,
  loadBalancer: LiveResource,
): void {
  const arns = groupsOfAction(action);
  const { TargetGroupStickinessConfig } = asMap(action.ForwardConfig);
  if (arns.length !== 1 || asFlag(asMap(TargetGroupStickinessConfig).Enabled)) {
    throw new AwsError(
      'ValidationError',
      'sandbox: a forward action is supported with one target group and without stickiness',
    );
  }
  const [arn] = arns;
  const group = account.find(TARGET_GROUP, arn);
  if (!group) {
    throw new AwsError(
      'TargetGroupNotFound',
      `Target groups '${arn}' not found`,
    );
  }
  const others = loadBalancersOf(account, arn).filter(
    one => one !== loadBalancer.physicalId,
  );
  if (others.length > 0) {
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    );
  }
}

function checkFixedResponse(action: Properties): void {
  const { StatusCode, MessageBody, ContentType } = fixedResponseOf(action);
  if (!/^[245]\d\d$/.test(StatusCode)) {
    throw new AwsError(
      'ValidationError',
      `The status code '${StatusCode}' of a fixed-response action must be 2XX, 4XX or 5XX`,
    );
  }
  if (MessageBody.length > maxMessage) {
    throw new AwsError(
      'ValidationError',
      `The message body of a fixed-response action cannot be longer than '${maxMessage}' characters`,
    );
  }
  if (!contentTypes.includes(ContentType)) {
    throw new AwsError(
      'ValidationError',
      `The content type '${ContentType}' of a fixed-response action must be one of ${contentTypes.join(
        ', ',
      )}`,
    );
  }
}

/** The response of a `fixed-response` action. */
export function fixedResponseOf(action: Properties) {
  const config = asMap(action.FixedResponseConfig);
  return {
    StatusCode: asText(config.StatusCode) ?? '',
    ContentType: asText(config.ContentType) ?? 'text/plain',
    MessageBody: asText(config.MessageBody) ?? '',
  };
}

/** The actions in the form of the API. */
export function describedActions(properties: Properties) {
  return actionsOf(properties).map(action => {
    const order = asNumber(action.Order);
    if (action.Type === 'fixed-response') {
      return {
        Type: 'fixed-response',
        Order: order,
        FixedResponseConfig: fixedResponseOf(action),
      };
    }
    const [arn] = groupsOfAction(action);
    const [tuple] = asList(asMap(action.ForwardConfig).TargetGroups);
    return {
      Type: 'forward',
      Order: order,
      TargetGroupArn: arn,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: arn, Weight: asNumber(asMap(tuple).Weight) ?? 1 },
        ],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    };
  });
}
