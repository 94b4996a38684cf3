import type { Node } from '@private-serverless/template';
import type { Resource } from '../template/Template';

/** Kinds of resources that a template may name without having them. */
export type Kind = 'subnet' | 'group' | 'endpoint' | 'vpc' | 'prefixList';

/** One use of such a resource by a resource of the template. */
export type Use = {
  kind: Kind;
  user: Resource;
  at: Node;
  /** Whether the name of the property says what it is, otherwise only the ID does. */
  byName: boolean;
} & Meaning;

/** What a value refers to. `unknown`: `why` completes "the value …". */
export type Meaning =
  | { is: 'inside'; id: string }
  | { is: 'outside'; id: string }
  | { is: 'unknown'; why: string };
