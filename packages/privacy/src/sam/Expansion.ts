import type { Node } from '@private-serverless/template';
import { build, type Content } from '../template/build';

/** The resources that SAM makes of its own types, as far as the rules judge them. */
export class Expansion {
  /** By logical ID, in the order of creation. */
  readonly resources = new Map<string, Node>();
  /** Type of the SAM resource that each of them comes from. */
  readonly origins = new Map<string, string>();
  /** What SAM makes, but this expansion does not. Each completes "… is not expanded". */
  readonly unknown: Array<{ at: Node; resource: string; what: string }> = [];

  /**
   * @param root - the template
   * @param id - logical ID of the SAM resource
   * @param source - the SAM resource
   */
  constructor(
    readonly root: Node,
    readonly id: string,
    readonly source: Node,
    readonly type: string,
  ) {}

  /**
   * Adds a resource. It has the condition and the metadata of the SAM resource.
   *
   * @param at - what it is made from
   */
  add(
    id: string,
    type: string,
    at: Node,
    properties: Content | undefined,
    more: { DependsOn?: Content } = {},
  ): void {
    const attribute = (name: string) =>
      this.source.kind === 'map' ? this.source.entries.get(name) : undefined;
    this.resources.set(
      id,
      build(at, {
        Type: type,
        Condition: attribute('Condition'),
        Metadata: attribute('Metadata'),
        DeletionPolicy: attribute('DeletionPolicy'),
        UpdateReplacePolicy: attribute('UpdateReplacePolicy'),
        Properties: properties,
        ...more,
      }),
    );
    this.origins.set(id, this.type);
  }

  /** Notes what is not expanded. */
  cannot(at: Node, what: string): void {
    this.unknown.push({ at, resource: this.id, what });
  }
}
