import { RequestListener } from 'node:http';
import { ServerOptions } from 'node:https';
import { createProber, ProberOptions } from '../prober';
import { GuardPolicy, ProbeTarget } from '../types';
import { createAuthority, Identity } from './certificates';
import { startDns, Zone } from './dnsServer';
import { Route, Running, startHttps, startTcp, startTunnel } from './servers';

/** Allows every host under `.acme.test` with a private address. */
export const policy: GuardPolicy = {
  allowedHosts: { suffixes: ['.acme.test'], exact: [] },
  allowedCidrs: ['10.0.0.0/8', 'fc00::/7'],
};

/**
 * A private network for a test: a resolver, a CONNECT proxy that forwards 10.x addresses to loopback servers, and a
 * certificate authority. The guard works as in production, so no test disables any part of it.
 */
export async function startNetwork() {
  const zone: Zone = {};
  const routes: Record<string, Route> = {};
  const authority = await createAuthority('Acme test CA');
  const dns = await startDns(zone);
  const tunnel = await startTunnel(routes);
  const running: Array<{ close(): void | Promise<void> }> = [dns, tunnel];
  let next = 1;

  const place = (host: string, route: Route): string => {
    const address = `10.1.0.${next++}`;
    zone[host] = { a: [address] };
    routes[`${address}:443`] = route;
    return address;
  };
  const keep = (server: Running) => {
    running.push(server);
    return server;
  };

  return {
    zone,
    routes,
    dns,
    tunnel,
    authority,
    /** Adds a name and an address that lead to `route`. Returns the address. */
    place,
    /** Starts an HTTPS server at `https://host`. Its certificate is valid unless `identity` or `tls` is given. */
    async serve(
      host: string,
      handler: RequestListener,
      options: { identity?: Identity; tls?: ServerOptions } = {},
    ) {
      const { cert, key } =
        options.identity ?? (await authority.issue({ names: [host] }));
      const server = keep(
        await startHttps({ cert, key, ...options.tls }, handler),
      );
      return place(host, server.port);
    },
    /** Starts a TCP server at `host:443`. */
    async serveTcp(host: string, onConnection: Parameters<typeof startTcp>[0]) {
      return place(host, keep(await startTcp(onConnection)).port);
    },
    /** Creates a prober inside this network. */
    prober(options: Partial<ProberOptions> = {}) {
      const prober = createProber({
        policy,
        timeoutMs: 5000,
        ...options,
        vantage: {
          id: 'test-vpc',
          resolver: dns.address,
          connectProxy: tunnel.url,
          trustBundle: authority.pem,
          ...options.vantage,
        },
      });
      running.push(prober);
      return prober;
    },
    async close() {
      await Promise.all(running.map(server => server.close()));
    },
  };
}

/** A target with the path `/health` that expects status 200. `more` overrides fields. */
export function target(
  host: string,
  more: Partial<ProbeTarget> = {},
): ProbeTarget {
  return { id: `target-${host}`, url: `https://${host}/health`, ...more };
}
