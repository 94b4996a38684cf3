import { Socket } from 'node:net';
import { Attempt } from '@private-serverless/wire';
import { authority } from './access/dial';
import { CheckedUrl } from './guard/url';
import { ProbeFailure } from './ProbeFailure';
import { Measurements, ProbeContext, timed } from './ProbeContext';
import { secure } from './tls/secure';

/**
 * Addresses that one probe tries. The answer of a name server can contain thousands, and trying all of them would scan
 * a network. VPC endpoints and load balancers have fewer, and the next probe starts at another one.
 */
const maxAttempts = 8;

/** A failed attempt, with what was seen of the peer. */
type FailedAttempt = { failure: ProbeFailure } & Pick<
  Measurements,
  'tls' | 'connectedTo'
>;

/**
 * Connects to one of the addresses, with TLS if the URL has it. Starts with another address each time and goes on to
 * the next one if an address fails, with the time that is left divided among the remaining addresses.
 * @throws ProbeFailure if no address responds, or if the failure would be the same for each address
 */
export async function reach(
  context: ProbeContext,
  url: CheckedUrl,
  measured: Measurements,
): Promise<Socket> {
  const { port } = context.access.fixedAddress?.(url.host) ?? url;
  const addresses = context.rotation
    .order(`${context.target.id} ${url.host}`, measured.addresses)
    .slice(0, maxAttempts);
  const failed: FailedAttempt[] = [];
  measured.attempts = [];
  for (const [index, address] of addresses.entries()) {
    const attempt: Attempt = { address };
    measured.attempts.push(attempt);
    const deadline = context.deadline.share(addresses.length - index);
    try {
      return await connect(
        { ...context, deadline },
        { url, address, port, attempt },
        measured,
      );
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error;
      const failure = error.at(address, port);
      attempt.failure = failure.toFailure();
      const { tls, connectedTo } = measured;
      failed.push({ failure, tls, connectedTo });
      if (!canAnotherAddressHelp(failure)) throw failure;
    } finally {
      if (deadline !== context.deadline) deadline.end();
    }
  }
  const { failure, ...seen } = deciding(failed);
  Object.assign(measured, seen);
  throw failure;
}

async function connect(
  context: ProbeContext,
  to: { url: CheckedUrl; address: string; port: number; attempt: Attempt },
  measured: Measurements,
): Promise<Socket> {
  const { url, address, port, attempt } = to;
  delete measured.tls;
  delete measured.connectedTo;
  const open = () => context.access.open(address, port, context);
  const start = performance.now();
  const socket = await timed(measured, 'tcp', open);
  attempt.tcp = performance.now() - start;
  measured.connectedTo = authority(address, port);
  return url.tls ? secure(context, { url, socket, open }, measured) : socket;
}

/** Whether the failure is about this address. A failed proxy, for example, fails for all of them. */
function canAnotherAddressHelp(failure: ProbeFailure): boolean {
  return (
    failure.meaning !== 'unknown' ||
    failure.code === 'tunnel.refused' ||
    isLackOfMachine(failure)
  );
}

/** Whether this machine cannot connect to the address at all, such as to IPv6 from a network without it. */
function isLackOfMachine({ meaning, code }: ProbeFailure): boolean {
  return meaning === 'unknown' && code === 'tcp.unreachable';
}

/**
 * The failure that decides the result if no address responds. If an address could not be checked, nothing is proven. A
 * certificate that is not valid proves that the vantage works, so it decides before a failure that the vantage can cause.
 */
function deciding(failed: FailedAttempt[]): FailedAttempt {
  const tried = failed.filter(({ failure }) => !isLackOfMachine(failure));
  const last = tried.at(-1) ?? failed[failed.length - 1];
  return (
    tried.find(({ failure }) => failure.meaning === 'unknown') ??
    tried.find(({ tls }) => tls !== undefined) ??
    tried.find(({ failure }) => failure.meaning === 'control') ??
    last
  );
}
