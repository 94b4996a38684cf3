import type { HumanDuration } from '@backstage/types';

export interface Config {
  /** Probing of private APIs. */
  privateApi?: {
    /**
     * Interval between two probes of a target, by the id of an environment. `default` applies to all other
     * environments.
     * @default { default: 5m }
     * @visibility backend
     */
    interval?: { [environment: string]: string | HumanDuration };
    /**
     * Timeout of one probe with all its phases. At most 60 seconds.
     * @default 10s
     * @visibility backend
     */
    timeout?: string | HumanDuration;
    /**
     * Interval between two syncs of the whole catalog and its stacks.
     * @default 5m
     * @visibility backend
     */
    syncInterval?: string | HumanDuration;
    /**
     * Former key of `history.raw`.
     * @deprecated Use `history.raw`.
     * @visibility backend
     */
    retention?: string | HumanDuration;
    /** How long the history is kept. */
    history?: {
      /**
       * Each probe. At least 1h.
       * @default 3h
       * @visibility backend
       */
      raw?: string | HumanDuration;
      /**
       * Slots of five minutes. At least 1d.
       * @default 2d
       * @visibility backend
       */
      fiveMinutes?: string | HumanDuration;
      /**
       * Slots of one hour. At least 2d.
       * @default 90d
       * @visibility backend
       */
      hourly?: string | HumanDuration;
      /**
       * Slots of one day. At least 2d.
       * @default 730d
       * @visibility backend
       */
      daily?: string | HumanDuration;
      /**
       * Changes of state. At least 1d.
       * @default 365d
       * @visibility backend
       */
      transitions?: string | HumanDuration;
    };
    /**
     * Duration of a probe above which it counts as slow. A target is degraded if three of five probes are slow. The
     * annotation `private-serverless.dev/latency-threshold` overrides it.
     * @default none
     * @visibility backend
     */
    latencyThreshold?: string | HumanDuration;
    /**
     * Number of days before a certificate expires at which a target is degraded. From 1 to 365.
     * @default 14
     * @visibility backend
     */
    certificateWarningDays?: number;
    /** Limits of what annotations of an entity may set. */
    overrides?: {
      /** For `private-serverless.dev/probe-interval`. */
      interval?: {
        /**
         * @default 15s
         * @visibility backend
         */
        min?: string | HumanDuration;
        /**
         * @default 1h
         * @visibility backend
         */
        max?: string | HumanDuration;
      };
      /** For `private-serverless.dev/maintenance`. */
      maintenance?: {
        /**
         * Longest window.
         * @default 24h
         * @visibility backend
         */
        maxDuration?: string | HumanDuration;
      };
    };
    /**
     * Latest version of the golden path, such as `1.2.0`. Services with an older one are behind.
     * @default the version of `generator-private-serverless` that the scaffolder module in the same installation uses. Without
     * it, no service is behind.
     * @visibility backend
     */
    goldenPathVersion?: string;
    /** Notifications to the owners of services, through Backstage's notifications. */
    notifications?: {
      /**
       * @default true
       * @visibility backend
       */
      enabled?: boolean;
      /**
       * Days before a certificate expires at which its owner is notified.
       * @default [14, 7, 1]
       * @visibility backend
       */
      certificateDays?: number[];
      /**
       * Number of services of one owner from which on one message lists all that changed at once. From 1 to 100.
       * @default 3
       * @visibility backend
       */
      groupAfter?: number;
      /**
       * Refs of the groups and users that are notified if a vantage cannot check its targets, and of services without
       * an owner, such as `group:default/platform`.
       * @default []
       * @visibility backend
       */
      operators?: string[];
    };
    /**
     * Maximum number of probes at the same time in one backend. From 1 to 200.
     * @default 20
     * @visibility backend
     */
    concurrency?: number;
    /**
     * Suffixes of host names that may be probed, such as `.acme.internal`. Host names of AWS need no entry: they are
     * allowed if the stack owns them.
     * @default []
     * @visibility backend
     */
    allowedHostSuffixes?: string[];
    /**
     * Address ranges that probes may connect to. Each is at most as wide as /8 (IPv6: /7).
     * @default [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7]
     * @visibility backend
     */
    allowedCidrs?: string[];
    /**
     * Address ranges inside `allowedCidrs` that probes may not connect to.
     * @default []
     * @visibility backend
     */
    deniedCidrs?: string[];
    /**
     * Ports that probes may connect to. At least one.
     * @default [443, 8443]
     * @visibility backend
     */
    allowedPorts?: number[];
    /**
     * Stacks without a matching owner tag that the platform team adopts for an entity.
     * @default []
     */
    adoptedStacks?: Array<{
      /**
       * ARN of the stack.
       * @visibility backend
       */
      stackArn: string;
      /**
       * Reference of the entity, such as `component:default/orders`.
       * @visibility backend
       */
      entityRef: string;
    }>;
    /**
     * Networks that probes run from.
     * @default the network of the backend, with the id `backend`
     */
    vantages?: Array<{
      /**
       * Unique id of lower-case letters, digits and hyphens.
       * @visibility backend
       */
      id: string;
      /**
       * Title in the card.
       * @default the id
       * @visibility backend
       */
      title?: string;
      /**
       * Id of the only environment that the vantage probes.
       * @default all environments
       * @visibility backend
       */
      environment?: string;
      /**
       * IP address of the DNS server, with or without a port: `10.0.0.2`, `10.0.0.2:53`. Short form of `resolvers`.
       * @default the resolvers of the backend
       * @visibility backend
       */
      resolver?: string;
      /**
       * DNS servers, such as `10.0.0.2`, `10.0.0.2:53` or `10.0.0.2/tcp`. The next one is queried if one does not
       * respond or returns an error.
       * @default the resolvers of the backend
       * @visibility backend
       */
      resolvers?: string[];
      /**
       * Whether names are looked up in the hosts file of the backend first.
       * @default false
       * @visibility backend
       */
      hostsFile?: boolean;
      /**
       * URL of an HTTP proxy that supports CONNECT, such as `http://bastion:3128`. Short form of `proxy`, without TLS,
       * user and password.
       * @default a direct connection
       * @visibility backend
       */
      connectProxy?: string;
      /**
       * Proxy for all connections of the vantage.
       * @default a direct connection
       */
      proxy?: {
        /**
         * `http://host:port`, `https://host:port` or `socks5://host:port`, without user and password.
         * @visibility backend
         */
        url: string;
        /** @visibility secret */
        username?: string;
        /** @visibility secret */
        password?: string;
      };
      /**
       * A local port that leads to the endpoint, such as that of `ssh -L` or of an SSM port forward. Names are not
       * resolved, so the card does not say whether they are private.
       */
      connectTo?: {
        /**
         * Host of the targets that the port leads to, or a suffix that starts with a dot.
         * @default every host
         * @visibility backend
         */
        host?: string;
        /**
         * IP address. It may be one that probes otherwise never connect to, such as 127.0.0.1.
         * @visibility backend
         */
        address: string;
        /**
         * @default 443
         * @visibility backend
         */
        port?: number;
      };
      /**
       * URL of a target that responds whenever the vantage works, such as the health page of an internal service. It
       * decides whether a silent target or the vantage is the cause of a failure. Any response counts.
       * @default none: another target of the vantage that responded within the interval
       * @visibility backend
       */
      control?: string;
      /**
       * Certificate for servers that require one: path of a PEM file with certificate and key or of a PKCS#12 file
       * (`.p12`, `.pfx`), or an object with the paths. The files are read again when they change.
       * @visibility backend
       */
      clientCertificate?:
        | string
        | {
            /** @visibility backend */
            file: string;
            /**
             * Path of a PEM file with the key.
             * @default `file`
             * @visibility backend
             */
            key?: string;
            /** @visibility secret */
            passphrase?: string;
          };
      /**
       * Key exchange of TLS: `classical` fits into one TCP segment, `hybrid` has a post-quantum key share.
       * @default what Node.js offers
       * @visibility backend
       */
      keyShare?: 'hybrid' | 'classical';
      /**
       * Path of a PEM file with additional trusted roots, absolute or relative to the working directory of the backend.
       * @default the default roots of Node.js only
       * @visibility backend
       */
      trustBundle?: string;
    }>;
  };
}
