import { Socket } from 'node:net';
import { ProbeResult } from '@private-serverless/wire';
import { createAccess } from './access/createAccess';
import { dial as systemDial, Dial } from './access/dial';
import { Deadline } from './Deadline';
import { checkTarget } from './http/expectation';
import { ProbeFailure } from './ProbeFailure';
import { FormatProberOption, ProberOptionError } from './ProberOptionError';
import { Guard } from './guard/Guard';
import { createResolver } from './names/resolve';
import { Measurements } from './ProbeContext';
import { Rotation } from './Rotation';
import { runProbe } from './run';
import { shownUrl } from './shownUrl';
import { createTrust } from './tls/trust';
import { GuardPolicy, ProbeTarget, VantageOptions } from './types';

/**
 * Options of {@link createProber}.
 * @public
 */
export type ProberOptions = {
  vantage: VantageOptions;
  /** Targets that may be probed. @defaultValue none */
  policy?: GuardPolicy;
  /** Timeout of one probe with all its phases, in milliseconds. @defaultValue 10000 */
  timeoutMs?: number;
  /** How errors write an option. @defaultValue the name of the option */
  formatOption?: FormatProberOption;
  /** Clock for `at` of the results. @defaultValue the clock of the system */
  clock?: () => Date;
};

/**
 * Probes targets from one vantage.
 * @public
 */
export type Prober = {
  /**
   * Probes a target once. A network failure is part of the result and never an error.
   * @param policy - replaces the policy of the prober
   * @throws TypeError if the target is not valid, ProberOptionError if the policy is not valid, Error after `close`
   */
  probe(target: ProbeTarget, policy?: GuardPolicy): Promise<ProbeResult>;
  /** Aborts running probes and releases the resolver. */
  close(): void;
};

const nothingAllowed: GuardPolicy = {
  allowedHosts: { suffixes: [], exact: [] },
  allowedCidrs: [],
};

/**
 * Creates a prober for one vantage. It has one resolver, one trust store and one proxy, and runs any number of probes
 * in parallel. It ignores the proxy settings in environment variables.
 * @throws ProberOptionError for the option that is not valid
 * @public
 */
export function createProber(options: ProberOptions): Prober {
  return createProberWith(options, systemDial);
}

/**
 * {@link createProber} with a custom way to open TCP connections. It receives only addresses that passed the guard.
 * Not part of the API.
 */
export function createProberWith(options: ProberOptions, dial: Dial): Prober {
  const { vantage, timeoutMs = 10_000, clock = () => new Date() } = options;
  const { formatOption } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= 300_000)) {
    throw new ProberOptionError(
      'timeoutMs',
      ` is ${timeoutMs}, not a valid timeout. Use milliseconds from 1 to 300000`,
      formatOption,
    );
  }
  const ownGuard = new Guard(options.policy ?? nothingAllowed, formatOption);
  const rotation = new Rotation();
  const trust = createTrust(vantage, formatOption);
  const access = createAccess(vantage, trust.proxyContext, formatOption);
  const resolver = createResolver(vantage, formatOption);
  const running = new Set<Deadline>();
  let closed = false;

  return {
    async probe(target, policy) {
      if (closed) throw new Error('The prober is closed');
      checkTarget(target);
      const guard = policy ? new Guard(policy, formatOption) : ownGuard;
      const deadline = new Deadline(timeoutMs);
      running.add(deadline);
      const sockets = new Set<Socket>();
      const measured: Measurements = { addresses: [], timings: {} };
      const at = clock().toISOString();
      const start = performance.now();
      let failure: ProbeFailure | undefined;
      try {
        await runProbe(
          {
            target,
            guard,
            resolver,
            rotation,
            access,
            trust,
            dial,
            deadline,
            sockets,
          },
          measured,
        );
      } catch (error) {
        if (!(error instanceof ProbeFailure)) throw error;
        failure = error;
      } finally {
        deadline.end();
        running.delete(deadline);
        // Destroy TLS before the connection that it uses.
        [...sockets].reverse().forEach(socket => socket.destroy());
      }
      if (closed) throw new Error('The prober was closed during the probe');
      return toResult(target, vantage.id, at, measured, {
        failure,
        total: performance.now() - start,
        // A fixed address says nothing about the addresses of the name.
        isPrivate: access.fixedAddress
          ? undefined
          : guard.arePrivate(measured.addresses),
        via: access.via,
      });
    },
    close() {
      closed = true;
      running.forEach(deadline => deadline.abort());
      resolver.close();
      access.close?.();
    },
  };
}

function toResult(
  target: ProbeTarget,
  vantage: string,
  at: string,
  measured: Measurements,
  end: {
    failure: ProbeFailure | undefined;
    total: number;
    isPrivate: boolean | undefined;
    via: ProbeResult['via'];
  },
): ProbeResult {
  const { addresses, attempts, connectedTo, tls, http, warnings } = measured;
  const { failure, total } = end;
  const attributed = Object.values(measured.timings).reduce((a, b) => a + b, 0);
  return {
    // The id can be the URL.
    target: target.id.includes('://') ? shownUrl(target.id) : target.id,
    vantage,
    at,
    reachable: http !== undefined,
    healthy: failure === undefined,
    private: end.isPrivate,
    ...(failure && { failure: failure.toFailure() }),
    ...(warnings && { warnings }),
    addresses,
    ...(attempts && { attempts }),
    ...(end.via && { via: end.via }),
    ...(connectedTo !== undefined && { connectedTo }),
    timings: {
      ...measured.timings,
      unattributed: Math.max(0, total - attributed),
      total,
    },
    ...(tls && { tls }),
    ...(http && { http }),
  };
}
