import type { Node } from '@private-serverless/template';

/** One template of a deploy of several. */
export type Part = {
  /** Its name in the linked template, such as the name of its stack. Unique. */
  name: string;
  root: Node;
  /** Name of the stack, for `Fn::GetStackOutput`. */
  stackName?: string;
  /** Account and region, because exports have a name per region. @defaultValue the same for all */
  environment?: string;
  /** For the template of a nested stack: the part with the stack, and the logical ID of the stack in it. */
  nestedIn?: { part: string; id: string };
};

/** Separates the name of a part from a logical ID, which has only letters and digits. */
export const separator = '/';

/** The name of the part that a logical ID of the linked template comes from. */
export function partOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(separator)));
}
