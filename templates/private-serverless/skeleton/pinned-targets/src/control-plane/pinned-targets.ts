import { reasonOf, type Request, respond, respondMs } from './custom-resource.ts';
import { type Address, pinAddresses } from './endpoint-addresses.ts';
import { watchTargets } from './watch-targets.ts';
import { within } from './within.ts';

/** Properties of the custom resource: an endpoint and the addresses that it gets. */
export type Pins = { VpcEndpointId: string; Addresses: Address[] };

/** Input of the schedule: the targets must be the addresses of the endpoint. */
export type Watched = { VpcEndpointId: string; TargetGroupArns: string[] };

type Context = { getRemainingTimeInMillis(): number };

/**
 * Gives the VPC endpoint the addresses that are the targets of the load balancer, because CloudFormation cannot. It does so when the
 * stack changes. A schedule then compares both every minute, and changes nothing.
 *
 * It always responds to CloudFormation, in time. A scheduled run throws if they differ, so that Lambda counts an error.
 */
export async function handler(event: Request<Pins> | Watched, context: Context): Promise<void> {
  const timeoutMs = context.getRemainingTimeInMillis() - respondMs;
  if (!isRequest(event)) {
    const { TargetGroupArns: arns, VpcEndpointId: id } = event;
    await within(timeoutMs, signal => watchTargets(text(id), list(arns, 'TargetGroupArns', 'the ARN of a target group'), signal));
    return;
  }
  const failure = await within(timeoutMs, signal => perform(event, signal)).then(() => undefined, reasonOf);
  if (failure) console.error(failure);
  await respond(event, event.PhysicalResourceId ?? `${event.LogicalResourceId}-targets`, failure);
}

function isRequest(event: Request<Pins> | Watched): event is Request<Pins> {
  return 'ResponseURL' in event;
}

/** A deletion changes nothing: the endpoint can keep its addresses, and is deleted with the stack. */
async function perform({ RequestType: type, ResourceProperties }: Request<Pins>, signal: AbortSignal): Promise<void> {
  if (type === 'Delete') return;
  if (type !== 'Create' && type !== 'Update') throw new Error(`RequestType '${type}' is not supported.`);
  const { Addresses: addresses, VpcEndpointId: id }: Partial<Pins> = ResourceProperties ?? {};
  await pinAddresses(text(id), list(addresses, 'Addresses', 'an address for each subnet'), signal);
}

function text(id: unknown): string {
  if (typeof id !== 'string' || id === '') throw new Error('VpcEndpointId is missing. Add the ID of the endpoint.');
  return id;
}

function list<T>(values: T[] | undefined, name: string, what: string): T[] {
  if (!Array.isArray(values) || values.length === 0) throw new Error(`${name} is empty. Add ${what}.`);
  return values;
}
