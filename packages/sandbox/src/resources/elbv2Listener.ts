import { randomBytes } from 'node:crypto';
import { Account, LiveResource, Properties } from '../account/Account';
import { asList, asMap, asNumber, asText } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import { checkActions } from '../elbv2/actions';
import { checkConditions } from '../elbv2/conditions';
import {
  actionsOf,
  groupsOfAction,
  LISTENER,
  LISTENER_RULE,
  listenersOf,
  LOAD_BALANCER,
  priorityOf,
  rulesOf,
  TARGET_GROUP,
} from '../elbv2/model';
import { isSslPolicy } from '../elbv2/sslPolicies';
import { HandlerError, ResourceHandler } from './contract';
import { asHandler, elbError } from './elbv2Errors';

/** HTTPS listeners on port 443. */
const listener: ResourceHandler = {
  accepts: [
    'Certificates',
    'DefaultActions',
    'LoadBalancerArn',
    'Port',
    'Protocol',
    'SslPolicy',
    'Tags',
  ],
  create({ account }, properties) {
    const balancer = requireBalancer(account, properties);
    checkListener(account, properties, balancer);
    if (listenersOf(account, balancer.physicalId).length > 0) {
      throw elbError(
        `A listener already exists on this port for this load balancer '${balancer.physicalId}'`,
        'AlreadyExists',
      );
    }
    const arn = `${balancer.physicalId.replace(
      ':loadbalancer/',
      ':listener/',
    )}/${randomBytes(8).toString('hex')}`;
    associate(account, properties, balancer);
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
  update({ account }, _, properties) {
    const balancer = requireBalancer(account, properties);
    checkListener(account, properties, balancer);
    associate(account, properties, balancer);
  },
  delete({ account }, { physicalId }) {
    for (const rule of rulesOf(account, physicalId)) account.remove(rule);
  },
};

const rule: ResourceHandler = {
  accepts: ['Actions', 'Conditions', 'ListenerArn', 'Priority', 'Tags'],
  create({ account }, properties) {
    const { owner, balancer } = requireListener(account, properties);
    checkRule(account, properties, balancer);
    const arn = `${owner.physicalId.replace(
      ':listener/',
      ':listener-rule/',
    )}/${randomBytes(8).toString('hex')}`;
    associate(account, properties, balancer);
    return {
      physicalId: arn,
      attributes: { RuleArn: arn, IsDefault: false },
    };
  },
  update({ account }, resource, properties) {
    const { balancer } = requireListener(account, properties);
    checkRule(account, properties, balancer, resource);
    associate(account, properties, balancer);
  },
};

function requireBalancer(
  account: Account,
  { LoadBalancerArn }: Properties,
): LiveResource {
  const found = account.find(LOAD_BALANCER, LoadBalancerArn);
  if (found) return found;
  throw elbError(`Load balancer '${LoadBalancerArn}' not found`, 'NotFound');
}

function requireListener(account: Account, { ListenerArn }: Properties) {
  const owner = account.find(LISTENER, ListenerArn);
  if (!owner) throw elbError('One or more listeners not found', 'NotFound');
  return { owner, balancer: requireBalancer(account, owner.properties) };
}

function checkListener(
  account: Account,
  properties: Properties,
  balancer: LiveResource,
): void {
  const { Protocol, Port, SslPolicy } = properties;
  if (Protocol === undefined) throw elbError('A protocol must be specified');
  if (Port === undefined) throw elbError('A port must be specified');
  if (Protocol !== 'HTTPS' || asNumber(Port) !== 443) {
    throw new HandlerError(
      `sandbox: a listener with Protocol ${Protocol} on Port ${Port} is not supported. Use HTTPS on port 443.`,
    );
  }
  const policy = asText(SslPolicy);
  if (policy !== undefined && !isSslPolicy(policy)) {
    throw elbError(`SSL policy '${policy}' not found`, 'NotFound');
  }
  checkCertificate(account, properties);
  asHandler(() => checkActions(account, properties, balancer));
}

function checkCertificate(account: Account, { Certificates }: Properties) {
  const [arn, ...more] = asList(Certificates).map(one =>
    asText(asMap(one).CertificateArn),
  );
  if (!arn) {
    throw elbError('A certificate must be specified for HTTPS listeners');
  }
  if (more.length > 0) {
    throw new HandlerError(
      `sandbox: ${
        more.length + 1
      } Certificates of ${LISTENER} are not supported. Use one.`,
    );
  }
  const found = account.find(CERTIFICATE, arn);
  if (!found) throw elbError(`Certificate '${arn}' not found`, 'NotFound');
  if (found.properties.Status !== 'ISSUED') {
    throw elbError(
      `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    );
  }
}

function checkRule(
  account: Account,
  properties: Properties,
  balancer: LiveResource,
  itself?: LiveResource,
): void {
  const priority = asNumber(properties.Priority) ?? 0;
  if (priority < 1 || priority > 50_000) {
    throw elbError(
      `Priority '${properties.Priority}' must be between '1' and '50000' inclusive`,
    );
  }
  const isTaken = rulesOf(account, String(properties.ListenerArn)).some(
    one => one !== itself && priorityOf(one) === priority,
  );
  if (isTaken) {
    throw elbError(
      `Priority '${priority}' is currently in use`,
      'AlreadyExists',
    );
  }
  asHandler(() => {
    checkConditions(properties);
    checkActions(account, properties, balancer);
  });
}

/** Records the load balancer in the target groups, for `Fn::GetAtt`. */
function associate(
  account: Account,
  properties: Properties,
  balancer: LiveResource,
): void {
  for (const arn of actionsOf(properties).flatMap(groupsOfAction)) {
    const group = account.find(TARGET_GROUP, arn);
    if (group) group.attributes.LoadBalancerArns = [balancer.physicalId];
  }
}

/** Listeners and their rules. */
export const listenerHandlers: Record<string, ResourceHandler> = {
  [LISTENER]: listener,
  [LISTENER_RULE]: rule,
};
