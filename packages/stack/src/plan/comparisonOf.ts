import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { parsedJson } from '../session/redaction/secretNames';
import type { Template } from '../template/parse';
import { isDrifted } from './drift';
import { Comparison } from './view/Comparison';
import { member, shapeOfData } from './view/Shape';
import {
  type ContextOfChange,
  identityOf,
  type StackView,
  viewOf,
} from './view/StackView';

/** A template, as it is after its macros, with the values of its parameters. */
export type ResolvableTemplate = {
  /** Undefined if it could not be read. The change set then has to suffice. */
  template?: Template;
  parameters: Readonly<Record<string, string>>;
};

/**
 * The stack before and after a change set.
 *
 * @param options.before - the stack before an update. Undefined for a new stack
 * @param options.changes - the change set. Undefined if there is none, because the stack is created again
 * @param options.corporateCidrs - networks outside the VPC that may call the service
 */
export function comparisonOf(options: {
  stackArn: string;
  before?: ResolvableTemplate;
  after: ResolvableTemplate;
  changes?: readonly ResourceChange[];
  corporateCidrs: readonly string[];
  /** Logical IDs of nested stacks whose own changes are compared. */
  read?: ReadonlySet<string>;
}): Comparison {
  const { before, after, changes, read } = options;
  const identity = identityOf(options.stackArn);
  const afterView = viewOf(after.template, {
    ...after,
    identity,
    contexts: contextsOf(changes, 'AfterContext'),
  });
  return new Comparison({
    before: before
      ? viewBefore(before, afterView, changes ?? [], identity)
      : new Map(),
    after: afterView,
    identity,
    changes:
      changes &&
      new Map(
        changes.map(change => [
          change.LogicalResourceId!,
          {
            action: change.Action ?? 'Modify',
            physicalId: change.PhysicalResourceId,
            isReplaced: /^(True|Conditional)$/.test(change.Replacement ?? ''),
          },
        ]),
      ),
    corporateCidrs: options.corporateCidrs,
    read,
  });
}

function viewBefore(
  before: ResolvableTemplate,
  after: StackView,
  changes: readonly ResourceChange[],
  identity: ReturnType<typeof identityOf>,
): StackView {
  const contexts = contextsOf(changes, 'BeforeContext');
  const view = viewOf(before.template, { ...before, identity, contexts });
  if (before.template) return view;
  // What is not in the change set stays as it is.
  const changed = new Set(changes.map(change => change.LogicalResourceId));
  return new Map([...[...after].filter(([id]) => !changed.has(id)), ...view]);
}

/** The properties of the changed resources, as the change set reports them, if it does. */
function contextsOf(
  changes: readonly ResourceChange[] = [],
  side: 'BeforeContext' | 'AfterContext',
): Map<string, ContextOfChange> {
  const isBefore = side === 'BeforeContext';
  const propertiesOf = (context: string | undefined) =>
    member(shapeOfData(parsedJson(context)), 'Properties');
  return new Map(
    changes
      .filter(({ Action }) => Action !== (isBefore ? 'Add' : 'Remove'))
      .map(change => {
        const { BeforeContext, AfterContext } = change;
        const other = isBefore ? AfterContext : BeforeContext;
        return [
          change.LogicalResourceId!,
          {
            type: change.ResourceType ?? '',
            properties: propertiesOf(change[side]),
            ...(isDrifted(change) ? { otherSide: propertiesOf(other) } : {}),
          },
        ];
      }),
  );
}

/** The corporate networks of a generated template. The generator declares one parameter for each. */
export function declaredCidrs({
  template,
  parameters,
}: ResolvableTemplate): string[] {
  const names = template?.parameters.keys() ?? Object.keys(parameters);
  return [...names]
    .filter(name => /^CorporateCidr\d+$/.test(name))
    .flatMap(
      name => parameters[name] ?? template?.parameters.get(name)?.default ?? [],
    );
}
