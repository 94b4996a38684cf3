import { Account, LiveResource } from '../account/Account';
import { AwsError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';
import {
  LISTENER,
  LISTENER_RULE,
  LOAD_BALANCER,
  nameOf,
  TARGET_GROUP,
} from './model';

/** What the errors call each type of resource. */
const nouns: Record<string, { code: string; name: string; part: string }> = {
  [LOAD_BALANCER]: {
    code: 'LoadBalancerNotFound',
    name: 'load balancer',
    part: 'loadbalancer',
  },
  [TARGET_GROUP]: {
    code: 'TargetGroupNotFound',
    name: 'target group',
    part: 'targetgroup',
  },
  [LISTENER]: { code: 'ListenerNotFound', name: 'listener', part: 'listener' },
  [LISTENER_RULE]: {
    code: 'RuleNotFound',
    name: 'rule',
    part: 'listener-rule',
  },
};

/**
 * The resource with an ARN.
 *
 * @throws AwsError `ValidationError` for any other text, `…NotFound` if it does not exist
 */
export function byArn(
  account: Account,
  type: string,
  arn: string,
): LiveResource {
  const { code, name, part } = nouns[type];
  if (
    !new RegExp(`^arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:${part}/`).test(
      arn,
    )
  ) {
    throw new AwsError(
      'ValidationError',
      `'${arn}' is not a valid ${name} ARN`,
    );
  }
  const found = account.find(type, arn);
  if (!found) throw new AwsError(code, `One or more ${name}s not found`);
  return found;
}

/**
 * The load balancers or target groups that a request names by ARN or by name. All if it names none.
 *
 * @param arns - name of the parameter with the ARNs
 * @throws AwsError `…NotFound` if one of them does not exist
 */
export function named(
  account: Account,
  type: string,
  parameters: QueryParameters,
  arns: string,
): LiveResource[] {
  const wanted = parameters.list(arns);
  const names = parameters.list('Names');
  if (wanted.length > 0) return wanted.map(arn => byArn(account, type, arn));
  const all = account.list(type);
  if (names.length === 0) return all;
  const { code, name } = nouns[type];
  return names.map(one => {
    const found = all.find(({ physicalId }) => nameOf(physicalId) === one);
    if (found) return found;
    const [first, ...rest] = name;
    throw new AwsError(
      code,
      `${first.toUpperCase()}${rest.join('')}s '[${one}]' not found`,
    );
  });
}
