import { Socket } from 'net';
import { dial as systemDial, Dial } from './connect/dial';
import { parseProxy } from './connect/tunnel';
import { createResolver } from './connect/resolve';
import { Deadline } from './connect/deadline';
import { checkTarget } from './expectation';
import { ProbeFailure } from './failure';
import { Guard } from './guard/guard';
import { Attempt, runProbe } from './run';
import { shownUrl } from './shownUrl';
import { createTrust } from './trust';
import { GuardPolicy, ProbeResult, ProbeTarget, VantageOptions } from './types';

/** @public */
export type ProberOptions = {
  vantage: VantageOptions;
  /** @default nothing is allowed */
  policy?: GuardPolicy;
  /** for one whole probe, all phases together. @default 10000 */
  timeoutMs?: number;
  /** for the `at` of results. @default the system's */
  clock?: () => Date;
};

/** @public */
export type Prober = {
  /**
   * Probes a target once. What the network does is a result, never an exception.
   * @param policy - instead of the prober's own
   * @throws TypeError for a target or policy that cannot be used, Error after {@link Prober.close}
   */
  probe(target: ProbeTarget, policy?: GuardPolicy): Promise<ProbeResult>;
  /** Ends what is under way and frees the resolver. */
  close(): void;
};

const nothingAllowed: GuardPolicy = {
  allowedHosts: { suffixes: [], exact: [] },
  allowedCidrs: [],
};

/**
 * A prober for one vantage: one resolver, one trust store, one tunnel, for any number of probes side by side.
 * Proxy settings from the environment are ignored.
 * @throws TypeError that names the option that cannot be used
 * @public
 */
export function createProber(options: ProberOptions): Prober {
  return createProberWith(options, systemDial);
}

/** {@link createProber} with another way to open a TCP connection, which gets only addresses that passed the guard. Not part of the package's API. */
export function createProberWith(options: ProberOptions, dial: Dial): Prober {
  const { vantage, timeoutMs = 10_000, clock = () => new Date() } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= 300_000)) {
    throw new TypeError(
      `timeoutMs is ${timeoutMs}: write milliseconds from 1 to 300000`,
    );
  }
  const ownGuard = new Guard(options.policy ?? nothingAllowed);
  const proxy =
    vantage.connectProxy === undefined
      ? undefined
      : parseProxy(vantage.connectProxy);
  const trust = createTrust(vantage.trustBundle);
  const resolver = createResolver(vantage.resolver);
  const running = new Set<Deadline>();
  let closed = false;

  return {
    async probe(target, policy) {
      if (closed) throw new Error('The prober is closed');
      checkTarget(target);
      const guard = policy ? new Guard(policy) : ownGuard;
      const deadline = new Deadline(timeoutMs);
      running.add(deadline);
      const sockets = new Set<Socket>();
      const attempt: Attempt = { addresses: [], timings: {} };
      const at = clock().toISOString();
      const start = performance.now();
      let failure: ProbeFailure | undefined;
      try {
        await runProbe(
          { target, guard, resolver, proxy, trust, dial, deadline, sockets },
          attempt,
        );
      } catch (error) {
        if (!(error instanceof ProbeFailure)) throw error;
        failure = error;
      } finally {
        deadline.end();
        running.delete(deadline);
        // TLS before the connection that it runs over.
        [...sockets].reverse().forEach(socket => socket.destroy());
      }
      if (closed) throw new Error('The prober was closed during the probe');
      return toResult(target, vantage.id, at, attempt, {
        failure,
        total: performance.now() - start,
        isPrivate: guard.arePrivate(attempt.addresses),
      });
    },
    close() {
      closed = true;
      running.forEach(deadline => deadline.abort());
      resolver.close();
    },
  };
}

function toResult(
  target: ProbeTarget,
  vantage: string,
  at: string,
  attempt: Attempt,
  end: {
    failure: ProbeFailure | undefined;
    total: number;
    isPrivate: boolean | undefined;
  },
): ProbeResult {
  const { addresses, connectedTo, tls, http } = attempt;
  const { failure, total } = end;
  const explained = Object.values(attempt.timings).reduce((a, b) => a + b, 0);
  return {
    // A caller may use the URL as the ID.
    target: target.id.includes('://') ? shownUrl(target.id) : target.id,
    vantage,
    at,
    reachable: http !== undefined,
    healthy: failure === undefined,
    private: end.isPrivate,
    ...(failure && {
      failure: {
        phase: failure.phase,
        code: failure.code,
        message: failure.message,
      },
    }),
    addresses,
    ...(connectedTo !== undefined && { connectedTo }),
    timings: {
      ...attempt.timings,
      unattributed: Math.max(0, total - explained),
      total,
    },
    ...(tls && { tls }),
    ...(http && { http }),
  };
}
