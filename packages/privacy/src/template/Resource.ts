import type { Node } from '@private-serverless/template';

/** A resource that exists for the given parameters, or may exist. */
export type Resource = {
  id: string;
  type: string;
  node: Node;
};
