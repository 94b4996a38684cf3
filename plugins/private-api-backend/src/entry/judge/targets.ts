import type { TargetState } from '@private-serverless/readiness';
import type { EntryParts } from '../EntryParts';
import type { PartValues } from '../EntryState';
import { deployAgain, type Judgment, listed } from './Finding';
import { unhealthyAdvice, unhealthyText } from './unhealthy';

/** Advice for a part that could not be read. */
export const permissionAdvice =
  'Ask your platform team to allow this action for the role under aws.accounts (docs/iam/read.json).';

/**
 * Judges the targets of a load balancer: whether they are the addresses of the endpoint, and whether they are healthy. States
 * and reasons: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 *
 * @param parts - with the endpoint whose addresses the targets are, if it is not a function
 * @param region - for the command that runs the target sync
 */
export function judgeTargets(
  { targets, endpoint }: PartValues['targets'],
  parts: EntryParts,
  region: string,
): Judgment {
  if (!targets) {
    return {
      state: 'failed',
      evidence: 'The target group of the stack does not exist.',
      advice: deployAgain,
    };
  }
  // Connections to a target that is draining only end. An unhealthy one is `unhealthy.draining`.
  const registered = targets.filter(({ state }) => !/\bdraining$/.test(state));
  const addresses = endpoint?.value?.addresses ?? [];
  const moved = addresses.length > 0 && differs(registered, addresses);
  const sync = syncAdvice(parts, region);
  if (moved) return judgeMoved(registered, addresses, sync);
  if (registered.length === 0) {
    return {
      state: 'failed',
      evidence: 'The target group has no targets.',
      ...(parts.endpointId ? sync : { advice: deployAgain }),
    };
  }
  const judgment = judgeHealth(registered);
  return endpoint?.unknown && judgment.state === 'ok'
    ? {
        state: 'unknown',
        evidence: `${judgment.evidence} It is not known whether they are the addresses of the endpoint: ${endpoint.unknown}.`,
        advice: permissionAdvice,
      }
    : judgment;
}

function differs(
  registered: readonly TargetState[],
  addresses: readonly string[],
): boolean {
  return (
    registered.some(({ id }) => !addresses.includes(id)) ||
    addresses.some(address => !registered.some(({ id }) => id === address))
  );
}

/** The endpoint has other addresses than those that are registered. */
function judgeMoved(
  registered: readonly TargetState[],
  addresses: readonly string[],
  sync: Pick<Judgment, 'advice' | 'command'>,
): Judgment {
  const works = registered.some(
    ({ id, state }) => state === 'healthy' && addresses.includes(id),
  );
  const sent = listed(registered.map(({ id }) => id));
  return {
    state: works ? 'degraded' : 'failed',
    evidence: `${
      sent ? `The ALB sends to ${sent}` : 'The ALB has no targets'
    }; the endpoint has ${listed([...addresses].sort())}.`,
    ...sync,
  };
}

function syncAdvice(
  { syncFunction, endpointId, targetGroupArn, hasPinnedTargets }: EntryParts,
  region: string,
): Pick<Judgment, 'advice' | 'command'> {
  // The function of this stack compares the addresses, and changes nothing.
  if (hasPinnedTargets) {
    return {
      advice:
        'Give the endpoint its reserved addresses again: the page about this service has the command under "Pinned addresses".',
    };
  }
  if (!syncFunction) {
    return {
      advice:
        'Run the target sync. The stack has no function for it, so deploy the service again.',
    };
  }
  const payload = JSON.stringify({
    VpcEndpointId: endpointId,
    TargetGroupArns: [targetGroupArn],
  });
  const command = `aws lambda invoke --region ${region} --function-name ${syncFunction} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`;
  return { advice: 'Run the target sync.', command };
}

function judgeHealth(registered: readonly TargetState[]): Judgment {
  const inState = (state: string) =>
    registered.filter(target => target.state === state);
  const count = registered.length;
  // Without health checks, as for a function, all targets get requests.
  const healthy = [...inState('healthy'), ...inState('unavailable')];
  const unhealthy = inState('unhealthy');
  const unused = inState('unused');
  const counted = `${healthy.length} of ${count} ${
    count === 1 ? 'target is' : 'targets are'
  } healthy.`;
  if (unused.length === count) {
    return {
      state: 'failed',
      evidence: `No listener rule sends requests to the target group (${
        unused[0].reason ?? 'unused'
      }).`,
      advice: deployAgain,
    };
  }
  if (unhealthy.length > 0 || unused.length > 0) {
    const bad = [...unhealthy, ...unused];
    return {
      state: healthy.length > 0 ? 'degraded' : 'failed',
      evidence: `${healthy.length > 0 ? counted : 'No target is healthy.'} ${bad
        .map(unhealthyText)
        .join('; ')}`,
      advice: unhealthyAdvice(bad[0]),
    };
  }
  if (healthy.length < count) {
    return {
      state: healthy.length > 0 ? 'ok' : 'unknown',
      evidence: `${counted} The first health checks of the others are not finished.`,
    };
  }
  return inState('unavailable').length === count
    ? {
        state: 'ok',
        evidence: 'The target group has its target. It has no health checks.',
      }
    : { state: 'ok', evidence: counted };
}
