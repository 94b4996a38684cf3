import { Socket } from 'node:net';
import { SecureContext } from 'node:tls';
import { FailureCode, Phase, ProbeResult } from '@private-serverless/wire';
import { Deadline } from './connect/Deadline';
import { authority, Dial, dialFailure } from './connect/dial';
import {
  describeHttp,
  fingerprint,
  readBody,
  sendRequest,
} from './connect/exchange';
import { finishTls, startTls } from './connect/handshake';
import { NameResolver } from './connect/resolve';
import { openTunnel, Proxy, proxyFailure } from './connect/tunnel';
import { checkBody, checkStatus } from './expectation';
import { ProbeFailure } from './ProbeFailure';
import { Guard } from './guard/Guard';
import { CheckedUrl } from './guard/url';
import { ProbeTarget } from './types';

/** Dependencies of one probe. */
export type ProbeContext = {
  target: ProbeTarget;
  guard: Guard;
  resolver: NameResolver;
  proxy: Proxy | undefined;
  trust: SecureContext;
  dial: Dial;
  deadline: Deadline;
  /** All sockets of the probe, so that the caller can destroy them. */
  sockets: Set<Socket>;
};

/** Measurements so far. Each phase adds its own, so that a failed probe keeps those of earlier phases. */
export type Measurements = Pick<
  ProbeResult,
  'addresses' | 'connectedTo' | 'timings' | 'tls' | 'http'
>;

/**
 * Runs the phases: guard → dns → guard → tcp (or proxy) → tls → http → body.
 * @throws ProbeFailure at the first phase that fails
 */
export async function runProbe(
  context: ProbeContext,
  measured: Measurements,
): Promise<void> {
  const { target, guard, deadline, sockets } = context;
  const url = guard.checkUrl(target.url);
  const timed = stopwatch(measured.timings);
  const expire = (phase: Phase, code: FailureCode, what: string) => () =>
    new ProbeFailure(phase, code, `${what} within ${deadline.ms} ms`);

  measured.addresses = url.isAddress
    ? [url.host]
    : await timed('dns', () =>
        deadline.wait(
          context.resolver.resolve(url.host),
          expire('dns', 'dns.timeout', 'No response from the resolver'),
        ),
      );
  guard.checkAddresses(url.host, measured.addresses);

  let socket = await timed('tcp', () => connect(context, url, measured));
  if (url.tls) {
    const tls = startTls(
      socket,
      { name: url.host, isAddress: url.isAddress },
      context.trust,
    );
    sockets.add(tls);
    await timed('tls', () =>
      deadline.wait(
        finishTls(tls, url.host, details => {
          measured.tls = details;
        }),
        expire('tls', 'tls.timeout', 'The TLS handshake did not finish'),
      ),
    );
    socket = tls;
  }

  const response = await timed('firstByte', () =>
    deadline.wait(
      sendRequest(socket, url),
      expire('http', 'http.timeout', 'No response'),
    ),
  );
  // A response that is not read emits an error when the socket is destroyed.
  response.on('error', () => {});
  measured.http = describeHttp(response);
  checkStatus(target, measured.http);

  const body = await timed('transfer', () =>
    deadline.wait(
      readBody(response),
      expire('body', 'http.timeout', 'The body did not finish'),
    ),
  );
  measured.http.body = fingerprint(body);
  checkBody(target, body);
}

/**
 * Connects to the first address, directly or through the proxy. The proxy receives the checked address instead of the
 * name.
 */
async function connect(
  { deadline, dial, proxy, sockets }: ProbeContext,
  url: CheckedUrl,
  measured: Measurements,
): Promise<Socket> {
  const address = measured.addresses[0];
  const peer = authority(address, url.port);
  const { socket, connected } = proxy
    ? dial(proxy.host, proxy.port)
    : dial(address, url.port);
  sockets.add(socket);
  // Each phase has its own listener. Without this one, an error between two phases ends the process.
  socket.on('error', () => {});

  if (proxy) {
    const onTimeout = () =>
      new ProbeFailure(
        'tcp',
        'tunnel.timeout',
        `No response from the proxy within ${deadline.ms} ms`,
      );
    await deadline.wait(
      connected.catch(error => {
        throw proxyFailure(error);
      }),
      onTimeout,
    );
    await deadline.wait(openTunnel(socket, peer), onTimeout);
  } else {
    await deadline.wait(
      connected.catch(error => {
        throw dialFailure(error, peer);
      }),
      () =>
        new ProbeFailure(
          'tcp',
          'tcp.timeout',
          `No response from ${peer} within ${deadline.ms} ms`,
        ),
    );
  }
  measured.connectedTo = peer;
  return socket;
}

/** Records the duration of work, even if it fails. */
function stopwatch(timings: Measurements['timings']) {
  return async <T>(
    name: keyof Measurements['timings'],
    work: () => Promise<T>,
  ): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      timings[name] = performance.now() - start;
    }
  };
}
