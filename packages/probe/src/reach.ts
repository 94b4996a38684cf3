import { Socket } from 'node:net';
import { Attempt } from '@private-serverless/wire';
import { authority } from './access/dial';
import { CheckedUrl } from './guard/url';
import { ProbeFailure } from './ProbeFailure';
import { Measurements, ProbeContext, timed } from './ProbeContext';
import { secure } from './tls/secure';

/**
 * Connects to one of the addresses, with TLS if the URL has it. Starts with another address each time and goes on to
 * the next one if an address does not respond, with the time that is left divided among the remaining addresses.
 * @throws ProbeFailure if no address responds, or if the failure would be the same for each address
 */
export async function reach(
  context: ProbeContext,
  url: CheckedUrl,
  measured: Measurements,
): Promise<Socket> {
  const { port } = context.access.fixedAddress?.(url.host) ?? url;
  const addresses = context.rotation.order(url.host, measured.addresses);
  const failures: ProbeFailure[] = [];
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
      failures.push(failure);
      if (!canAnotherAddressHelp(failure)) throw failure;
    } finally {
      if (deadline !== context.deadline) deadline.end();
    }
  }
  throw leastCertain(failures);
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

/** Whether the peer gave no answer. A certificate or an alert is an answer, and a failed proxy fails for all of them. */
function canAnotherAddressHelp({ phase, code, meaning }: ProbeFailure) {
  if (meaning === 'unknown') return false;
  return (
    phase === 'tcp' || ['tls.timeout', 'tcp.reset', 'tcp.closed'].includes(code)
  );
}

/** If one of the failures does not prove that the target is down, all of them together do not either. */
function leastCertain(failures: ProbeFailure[]): ProbeFailure {
  const last = failures[failures.length - 1];
  return failures.find(({ meaning }) => meaning === 'control') ?? last;
}
