import { Socket } from 'net';
import { SecureContext } from 'tls';
import { Deadline } from './connect/deadline';
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
import { ProbeFailure } from './failure';
import { Guard } from './guard/guard';
import { CheckedUrl } from './guard/url';
import { FailureCode, Phase, ProbeResult, ProbeTarget } from './types';

/** What one probe works with. */
export type ProbeContext = {
  target: ProbeTarget;
  guard: Guard;
  resolver: NameResolver;
  proxy: Proxy | undefined;
  trust: SecureContext;
  dial: Dial;
  deadline: Deadline;
  /** every socket of the probe, for whoever ends it */
  sockets: Set<Socket>;
};

/** What is known so far; filled phase by phase, so that a failure keeps what was seen before it. */
export type Attempt = Pick<
  ProbeResult,
  'addresses' | 'connectedTo' | 'timings' | 'tls' | 'http'
>;

/**
 * guard → dns → guard → tcp (or tunnel) → tls → http → body
 * @throws ProbeFailure at the first phase that fails
 */
export async function runProbe(
  context: ProbeContext,
  attempt: Attempt,
): Promise<void> {
  const { target, guard, deadline, sockets } = context;
  const url = guard.checkUrl(target.url);
  const timed = stopwatch(attempt.timings);
  const expire = (phase: Phase, code: FailureCode, what: string) => () =>
    new ProbeFailure(phase, code, `${what} within ${deadline.ms} ms`);

  attempt.addresses = url.isAddress
    ? [url.host]
    : await timed('dns', () =>
        deadline.wait(
          context.resolver.resolve(url.host),
          expire('dns', 'dns.timeout', 'The resolver did not answer'),
        ),
      );
  guard.checkAddresses(url.host, attempt.addresses);

  let socket = await timed('tcp', () => connect(context, url, attempt));
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
          attempt.tls = details;
        }),
        expire('tls', 'tls.timeout', 'The TLS handshake did not end'),
      ),
    );
    socket = tls;
  }

  const answer = await timed('firstByte', () =>
    deadline.wait(
      sendRequest(socket, url),
      expire('http', 'http.timeout', 'No answer came'),
    ),
  );
  // An answer that nobody reads ends in an error when the socket is destroyed.
  answer.on('error', () => {});
  attempt.http = describeHttp(answer);
  checkStatus(target, attempt.http);

  const body = await timed('transfer', () =>
    deadline.wait(
      readBody(answer),
      expire('body', 'http.timeout', 'The body did not end'),
    ),
  );
  attempt.http.body = fingerprint(body);
  checkBody(target, body);
}

/** Connects to the first address: directly, or through the proxy, which gets the checked address and no name. */
async function connect(
  { deadline, dial, proxy, sockets }: ProbeContext,
  url: CheckedUrl,
  attempt: Attempt,
): Promise<Socket> {
  const address = attempt.addresses[0];
  const peer = authority(address, url.port);
  const { socket, connected } = proxy
    ? dial(proxy.host, proxy.port)
    : dial(address, url.port);
  sockets.add(socket);
  // Each phase has its own listener; one that is always there keeps an error between two phases from ending the process.
  socket.on('error', () => {});

  if (proxy) {
    const silent = () =>
      new ProbeFailure(
        'tcp',
        'tunnel.timeout',
        `The tunnel did not answer within ${deadline.ms} ms`,
      );
    await deadline.wait(
      connected.catch(error => {
        throw proxyFailure(error);
      }),
      silent,
    );
    await deadline.wait(openTunnel(socket, peer), silent);
  } else {
    await deadline.wait(
      connected.catch(error => {
        throw dialFailure(error, peer);
      }),
      () =>
        new ProbeFailure(
          'tcp',
          'tcp.timeout',
          `${peer} did not answer within ${deadline.ms} ms`,
        ),
    );
  }
  attempt.connectedTo = peer;
  return socket;
}

/** Runs work and records its duration, also when it fails. */
function stopwatch(timings: Attempt['timings']) {
  return async <T>(
    name: keyof Attempt['timings'],
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
