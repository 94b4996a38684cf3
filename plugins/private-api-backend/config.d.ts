import type { HumanDuration } from '@backstage/types';

export interface Config {
  /** Probing of private APIs. */
  privateApi?: {
    /**
     * How long between two checks of a target: `default` (5 minutes), or by the id of an environment.
     */
    interval?: { [environment: string]: string | HumanDuration };
    /** Deadline of one probe over all its phases; 10 seconds by default, at most 60. */
    timeout?: string | HumanDuration;
    /** How often the whole catalog and the stacks it names are read again; 5 minutes by default. */
    syncInterval?: string | HumanDuration;
    /** How long past results are kept; 2 days by default. */
    retention?: string | HumanDuration;
    /** How many probes run at a time in one backend; 20 by default. */
    concurrency?: number;
    /** Ends of host names that may be probed, such as `.acme.internal`. Names of AWS need no entry: the stack proves them. */
    allowedHostSuffixes?: string[];
    /** Address ranges that may be connected to, at most as wide as /8 (IPv6: /7); RFC 1918 and fc00::/7 by default. */
    allowedCidrs?: string[];
    /** Address ranges within those that may not. */
    deniedCidrs?: string[];
    /** Ports that may be connected to, at least one; 443 and 8443 by default. */
    allowedPorts?: number[];
    /** Stacks without our tag that belong to an entity by the platform team's word. */
    adoptedStacks?: Array<{
      stackArn: string;
      /** Such as `component:default/orders`. */
      entityRef: string;
    }>;
    /** From where to probe; the backend's own network by default. */
    vantages?: Array<{
      /** Unique; lower-case letters, digits and dashes. */
      id: string;
      title?: string;
      /** Serves this environment only; all of them by default. */
      environment?: string;
      /** IP address of the DNS server, with a port or without: `10.0.0.2`, `10.0.0.2:53`. */
      resolver?: string;
      /** HTTP proxy that lets CONNECT through, such as `http://bastion:3128`: without TLS, user and password. */
      connectProxy?: string;
      /** PEM file with the roots to trust beside the system's, relative to the working directory of the backend. */
      trustBundle?: string;
    }>;
  };
}
