import type { RuleStatus } from '../Verdict';

/** Where something is in the drawing, from the callers to the services that are called. @public */
export type Column =
  | 'clients'
  | 'balancer'
  | 'entry'
  | 'api'
  | 'function'
  | 'endpoint'
  | 'service'
  | 'other';

/** Something in the drawn network. @public */
export type PictureNode = {
  /** Unique in the picture. */
  id: string;
  /** Logical ID, or a name such as `Clients`. */
  label: string;
  /** What it is, such as `private REST API`. */
  kind: string;
  /**
   * Where it is: the callers, load balancers, endpoints of APIs, APIs, functions, endpoints of services, the services, and what else is
   * exposed to the internet.
   */
  column: Column;
  /** Whether it is inside a VPC. */
  inVpc: boolean;
  /** What exposes it to the internet, or may expose it: the rules that are not proven for it. */
  exposure?: { status: 'violated' | 'unproven' | 'excepted'; rules: string[] };
};

/** The network of a template, to draw it. Plain data, so that another thread or a browser can draw it. @public */
export type Picture = {
  /** The VPCs of the template, or the existing VPC that it uses. */
  networks: Array<{
    label: string;
    /** Number of subnets of the template, or of existing subnets in use. */
    subnets: number;
  }>;
  nodes: PictureNode[];
  /** Who calls whom, by the IDs of the nodes. */
  edges: Array<{ from: string; to: string }>;
  /** The rules that separate the network from the internet. */
  barriers: Array<{ rule: string; title: string; status: RuleStatus }>;
};

/** The mark of a status, which never depends on color alone. */
export const marks: Record<RuleStatus, string> = {
  proven: '✓',
  violated: '✕',
  unproven: '?',
  excepted: '‖',
  'not-applicable': '–',
};
