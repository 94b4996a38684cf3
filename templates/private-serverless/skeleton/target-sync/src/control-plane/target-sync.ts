import { reasonOf, type Request, respond, respondMs } from './custom-resource.ts';
import { type GroupResult, logRun } from './target-log.ts';
import { addressesOf, followAddresses } from './targets.ts';
import { within } from './within.ts';

/** What to keep in step: properties of the custom resource, and the input of the schedule. */
export type Targets = { VpcEndpointId: string; TargetGroupArns: string[] };

type Context = { getRemainingTimeInMillis(): number };

/**
 * Keeps the targets of the load balancer in step with the addresses of the VPC endpoint, which change when its subnets change or
 * when it is replaced. CloudFormation invokes it when the stack changes, and a schedule every minute.
 *
 * It always responds to CloudFormation, in time. A scheduled run throws on failure, so that Lambda counts an error.
 */
export async function handler(event: Request<Targets> | Targets, context: Context): Promise<void> {
  const timeoutMs = context.getRemainingTimeInMillis() - respondMs;
  if (!isRequest(event)) {
    await within(timeoutMs, signal => synchronize(event, signal));
    return;
  }
  const failure = await within(timeoutMs, signal => perform(event, signal)).then(() => undefined, reasonOf);
  if (failure) console.error(failure);
  await respond(event, event.PhysicalResourceId ?? `${event.LogicalResourceId}-targets`, failure);
}

function isRequest(event: Request<Targets> | Targets): event is Request<Targets> {
  return 'ResponseURL' in event;
}

/** A deletion changes nothing: CloudFormation deletes the target group with its targets. */
async function perform({ RequestType: type, ResourceProperties }: Request<Targets>, signal: AbortSignal): Promise<void> {
  if (type === 'Delete') return;
  if (type !== 'Create' && type !== 'Update') throw new Error(`RequestType '${type}' is not supported.`);
  await synchronize(ResourceProperties, signal);
}

/** @throws Error with each target group that failed, after the others are done */
async function synchronize(targets: Targets, signal: AbortSignal): Promise<void> {
  const { TargetGroupArns: arns, VpcEndpointId: endpointId } = checked(targets);
  const addresses = await addressesOf(endpointId, signal);
  const results = await Promise.all(
    arns.map(
      async (targetGroupArn): Promise<GroupResult> =>
        followAddresses(addresses, targetGroupArn, signal).then(
          plan => ({ targetGroupArn, plan }),
          error => ({ targetGroupArn, failure: reasonOf(error) }),
        ),
    ),
  );
  logRun(endpointId, addresses, results);
  const failures = results.flatMap(result =>
    'failure' in result ? [`${result.targetGroupArn}: ${result.failure}`] : [],
  );
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

function checked(targets: Partial<Targets> | undefined): Targets {
  const { TargetGroupArns: arns, VpcEndpointId: id } = targets ?? {};
  if (typeof id !== 'string' || id === '') throw new Error('VpcEndpointId is missing. Add the ID of the endpoint.');
  if (!Array.isArray(arns) || arns.length === 0) throw new Error('TargetGroupArns is empty. Add the ARN of a target group.');
  return { VpcEndpointId: id, TargetGroupArns: arns };
}
