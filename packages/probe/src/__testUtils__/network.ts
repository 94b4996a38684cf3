import { RequestListener } from 'http';
import { ServerOptions } from 'https';
import { createProber, ProberOptions } from '../prober';
import { GuardPolicy, ProbeTarget } from '../types';
import { createAuthority, Identity } from './certificates';
import { startDns, Zone } from './dnsServer';
import { Route, Running, startHttps, startTcp, startTunnel } from './servers';

/** Everything under `.acme.test`, at private addresses. */
export const policy: GuardPolicy = {
  allowedHosts: { suffixes: ['.acme.test'], exact: [] },
  allowedCidrs: ['10.0.0.0/8', 'fc00::/7'],
};

/**
 * A private network for a test: a resolver, a CONNECT tunnel that leads from 10.x addresses to loopback servers, a certificate authority.
 * The guard sees what it sees in production, so no test has to switch any of it off.
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
    /** a name and an address in the private network that lead to `route`; returns the address */
    place,
    /** an HTTPS server at `https://host`, with a good certificate unless `identity` or `tls` says otherwise */
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
    /** a TCP server at `host:443` */
    async serveTcp(host: string, onConnection: Parameters<typeof startTcp>[0]) {
      return place(host, keep(await startTcp(onConnection)).port);
    },
    /** a prober inside this network */
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

/** @param more - what differs from a GET of `/health` that expects 200 */
export function target(
  host: string,
  more: Partial<ProbeTarget> = {},
): ProbeTarget {
  return { id: `target-${host}`, url: `https://${host}/health`, ...more };
}
