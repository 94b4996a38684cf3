import type { Node } from '@private-serverless/template';

/** A resource that exists for the given parameters, or may exist. */
export type Resource = {
  id: string;
  type: string;
  /** The type in lower case, for comparing: another spelling must not bypass a rule. */
  lowerType: string;
  node: Node;
};
