import { containsCidr, classifyCidr } from '@private-serverless/template';
import { referredId } from './references';
import { isKnownDifference } from './compare';
import { type Shape } from './Shape';
import type { StackIdentity, StackView, ViewedResource } from './StackView';

/** What a change set does to a resource. */
export type ChangeOfResource = {
  /** As in `PlannedChange`. */
  action: string;
  physicalId?: string;
  /** Whether a new resource replaces it, or may replace it. */
  isReplaced: boolean;
};

/** A stack before and after a change set. */
export class Comparison {
  readonly before: StackView;
  readonly after: StackView;
  /** Both, to display what a value refers to. */
  readonly all: StackView;
  readonly identity: StackIdentity;
  private near?: string[];
  private readonly read: ReadonlySet<string>;
  private readonly changes: ReadonlyMap<string, ChangeOfResource> | undefined;
  private readonly unreportedIds = new Map<string, string[]>();
  private readonly corporateCidrs: readonly string[];

  constructor(options: {
    /** Empty for a new stack. */
    before: StackView;
    after: StackView;
    identity: StackIdentity;
    /** The change set by logical ID. Undefined if there is none: every resource may then change. */
    changes?: ReadonlyMap<string, ChangeOfResource>;
    /** Networks outside the VPC that may call the service. */
    corporateCidrs: readonly string[];
    /** Logical IDs of nested stacks whose own changes are compared. @defaultValue none */
    read?: ReadonlySet<string>;
  }) {
    this.before = options.before;
    this.after = options.after;
    this.all = new Map([...options.before, ...options.after]);
    this.identity = options.identity;
    this.changes = options.changes;
    this.corporateCidrs = options.corporateCidrs;
    this.read = options.read ?? new Set();
  }

  /** Whether the change set creates the resource. */
  isNew(id: string): boolean {
    if (!this.after.has(id) || this.before.has(id)) return false;
    return this.changes === undefined || this.changes.get(id)?.action === 'Add';
  }

  /** Whether the deploy creates, changes or removes the resource. */
  isChanged(id: string): boolean {
    return (this.changes?.has(id) ?? true) || this.unreported(id).length > 0;
  }

  /** Whether a new resource replaces the resource, or may replace it. */
  isReplaced(id: string): boolean {
    return this.changes?.get(id)?.isReplaced ?? false;
  }

  /**
   * The properties that the template changes although the change set does not contain the resource. CloudFormation does
   * not detect every difference, such as `{ Allow: {} }` and `{ Block: {} }`, but applies it
   * (https://github.com/aws/aws-cdk-cli/pull/1951).
   */
  unreported(id: string): string[] {
    if (!this.changes || this.changes.has(id)) return [];
    let names = this.unreportedIds.get(id);
    if (!names) {
      const [was, is] = [this.before.get(id), this.after.get(id)];
      names =
        was && is
          ? Object.keys({ ...was.properties, ...is.properties }).filter(name =>
              isKnownDifference(was.properties[name], is.properties[name]),
            )
          : [];
      this.unreportedIds.set(id, names);
    }
    return names;
  }

  /** Whether the changes inside a nested stack are compared, too. */
  isRead(id: string): boolean {
    return this.read.has(id);
  }

  /** Whether a value refers to a resource that the stack has after the deploy. */
  isOwn(value: Shape | undefined): boolean {
    return referredId(value, this.after) !== undefined;
  }

  /** The resources of some types, before or after the deploy. */
  ofType(side: 'before' | 'after', ...types: string[]): ViewedResource[] {
    return [...this[side].values()].filter(({ type }) => types.includes(type));
  }

  /** The physical ID of a resource, or its logical ID if the change set does not name it. */
  physicalNameOf(id: string): string {
    return this.changes?.get(id)?.physicalId ?? id;
  }

  /** How the plan names a resource. */
  nameOf(id: string): string {
    const type = this.all.get(id)?.type;
    return type ? `${id} (${type})` : id;
  }

  /**
   * Whether an address range is in the stack's own VPCs, in the corporate networks, or reaches no other machine
   * (loopback). Never true for a range with public addresses.
   */
  isNear(cidr: string): boolean {
    if (classifyCidr(cidr) !== 'private') return false;
    this.near ??= [...this.vpcCidrs(), ...this.corporateCidrs, '127.0.0.0/8'];
    return this.near.some(range => containsCidr(range, cidr));
  }

  private vpcCidrs(): string[] {
    return this.ofType('after', 'AWS::EC2::VPC', 'AWS::EC2::VPCCidrBlock')
      .map(({ properties }) => properties.CidrBlock)
      .filter((cidr): cidr is string => typeof cidr === 'string');
  }
}
