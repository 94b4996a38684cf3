/**
 * A value in a template or a resource.
 * @public
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | Value[]
  | { [key: string]: Value };

/**
 * Properties of a resource.
 * @public
 */
export type Properties = { [key: string]: Value };

/**
 * A live resource. Every service of the sandbox reads this one record.
 */
export type LiveResource = {
  /** CloudFormation type, e.g. `AWS::EC2::VPC`. */
  type: string;
  /** The value of `Ref`. */
  physicalId: string;
  /** Resolved properties. */
  properties: Properties;
  /** The values of `Fn::GetAtt`. */
  attributes: Properties;
  stackId: string;
  stackName: string;
  logicalId: string;
};

/** The account and region of the sandbox. */
export type Identity = {
  accountId: string;
  region: string;
  partition: string;
};

/** One AWS account in one region: all live resources of its stacks. */
export class Account {
  private readonly resources = new Set<LiveResource>();
  /** The same resources by their type, which never changes. */
  private readonly byType = new Map<string, Set<LiveResource>>();

  /** @param changed - called when a resource is added or removed */
  constructor(
    readonly identity: Identity,
    private readonly changed: () => void = () => {},
  ) {}

  /** Adds a resource. */
  add(resource: LiveResource): void {
    this.resources.add(resource);
    const { type } = resource;
    const ofType = this.byType.get(type) ?? new Set();
    this.byType.set(type, ofType.add(resource));
    this.changed();
  }

  /** Removes a resource. */
  remove(resource: LiveResource): void {
    this.resources.delete(resource);
    this.byType.get(resource.type)?.delete(resource);
    this.changed();
  }

  /** Replaces properties of a resource. */
  change(resource: LiveResource, properties: Properties): void {
    Object.assign(resource.properties, properties);
    this.changed();
  }

  /**
   * All resources, oldest first. Includes resources that no template declares,
   * such as network interfaces.
   */
  all(): LiveResource[] {
    return [...this.resources];
  }

  /** All resources of a type, oldest first. */
  list(type: string): LiveResource[] {
    return [...(this.byType.get(type) ?? [])];
  }

  /** Finds a resource by type and physical ID. */
  find(type: string, physicalId: Value | undefined): LiveResource | undefined {
    for (const resource of this.byType.get(type) ?? []) {
      if (resource.physicalId === physicalId) return resource;
    }
    return undefined;
  }

  /** An ARN in this account and region. */
  arn(service: string, rest: string): string {
    const { partition, region, accountId } = this.identity;
    return `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  }
}
