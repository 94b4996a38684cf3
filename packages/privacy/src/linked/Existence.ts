import { entry, type Node, stringOf } from '@private-serverless/template';
import { change, type Content } from '../template/build';
import { type Part, separator } from './Part';

/** The conditions under which the resources of nested stacks exist: their own, and those of the stacks around them. */
export class Existence {
  /** The conditions that join two others, for the linked template. */
  readonly conditions: Record<string, Content> = {};

  private readonly byName: ReadonlyMap<string, Part>;

  constructor(parts: readonly Part[]) {
    this.byName = new Map(parts.map(part => [part.name, part]));
  }

  /** A resource of a part, which exists only if the nested stack does. */
  within(part: Part, resource: Node): Node {
    const outer = this.of(part);
    if (outer === undefined) return resource;
    const own = stringOf(entry(resource, 'Condition'));
    const both = own === undefined ? outer : this.both(own, outer);
    return change(resource, { set: { Condition: both } });
  }

  /** The condition under which a nested stack exists. Undefined if it always does. */
  private of(part: Part): string | undefined {
    if (!part.nestedIn) return undefined;
    const { part: name, id } = part.nestedIn;
    const parent = this.byName.get(name);
    if (!parent) return undefined;
    const stack = entry(entry(parent.root, 'Resources'), id);
    const own = stringOf(entry(stack, 'Condition'));
    const outer = this.of(parent);
    const linked = own && `${parent.name}${separator}${own}`;
    return linked && outer ? this.both(linked, outer) : linked ?? outer;
  }

  private both(one: string, other: string): string {
    const name = `${one} and ${other}`;
    this.conditions[name] = {
      'Fn::And': [{ Condition: one }, { Condition: other }],
    };
    return name;
  }
}
