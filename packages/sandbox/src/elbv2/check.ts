import { request as httpRequest } from 'node:http';
import { Duplex } from 'node:stream';
import { Connect } from '../network/hosts';
import { ConnectError, connectTarget, Destination } from './connect';
import { HealthSettings, matches } from './healthSettings';
import { TargetHealth } from './targetGroups';

/** A target that accepted the connection gets at least this time to respond, however short the sandbox's seconds are. */
const leastMs = 2_000;

const defaultPorts: Record<string, number> = { HTTP: 80, HTTPS: 443 };

const failed: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
const timedOut: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.Timeout',
  description: 'Request timed out',
};

/**
 * Sends one health check to a target: a real request from a network interface of the load balancer.
 *
 * @param secondMs - duration of a second, in milliseconds
 */
export async function checkTarget(
  connect: Connect,
  { address, port, protocol }: Destination,
  settings: HealthSettings,
  secondMs: number,
): Promise<TargetHealth> {
  const timeoutMs = settings.timeout * secondMs;
  let socket: Duplex | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    socket = await connectTarget(
      connect,
      { address, port, protocol },
      timeoutMs,
    );
    const timeout = new Promise<'timeout'>(resolve => {
      timer = setTimeout(
        () => resolve('timeout'),
        Math.max(timeoutMs, leastMs),
      ).unref();
    });
    const host =
      port === defaultPorts[protocol] ? address : `${address}:${port}`;
    const status = await Promise.race([
      statusOf(socket, host, settings.path),
      timeout,
    ]);
    if (status === 'timeout') return timedOut;
    if (matches(settings.matcher, status)) return { state: 'healthy' };
    return {
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: `Health checks failed with these codes: [${status}]`,
    };
  } catch (error) {
    const isTimeout = error instanceof ConnectError && error.kind === 'timeout';
    return isTimeout ? timedOut : failed;
  } finally {
    clearTimeout(timer);
    socket?.destroy();
  }
}

/**
 * The status of the response to the request that AWS sends: its host is the address of the target, so an API does not
 * know it.
 */
function statusOf(socket: Duplex, host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      path,
      setHost: false,
      headers: {
        Host: host,
        'User-Agent': 'ELB-HealthChecker/2.0',
        Connection: 'close',
      },
    });
    request.once('response', response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    socket.once('close', () => reject(new Error('The target closed')));
    request.end();
  });
}
