import type {
  ResourceChange,
  ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import { parseTemplate, type Template } from '../../template/parse';
import { canonical } from '../view/compare';
import { isMap, knownAfterApply, type Shape, Unknown } from '../view/Shape';
import { identityOf, type StackView, viewOf } from '../view/StackView';

export const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';

/** A template with parameter values. */
export type Version = {
  template: Template;
  parameters: Record<string, string>;
};

/** A template from text. */
export function version(
  text: string,
  parameters: Record<string, string> = {},
): Version {
  return { template: parseTemplate(text, 'template.yaml'), parameters };
}

/** The physical ID that a resource has in these tests. */
export const physicalIdOf = (id: string) => `${id.toLowerCase()}-1a2b`;

/**
 * The change set between two templates as DescribeChangeSet returns it with property values: details of each changed
 * property, the resource before and after, and a placeholder for what is known only after the deploy.
 *
 * @param before - undefined for a new stack
 */
export function changesBetween(
  before: Version | undefined,
  after: Version,
): ResourceChange[] {
  const identity = identityOf(stackArn);
  const view = ({ template, parameters }: Version): StackView =>
    viewOf(template, { parameters, identity, contexts: new Map() });
  const old = before ? view(before) : new Map<string, never>();
  const current = view(after);
  const changes: ResourceChange[] = [];
  for (const { id, type, properties } of current.values()) {
    const base = { LogicalResourceId: id, ResourceType: type };
    const AfterContext = context(properties, old);
    const former = old.get(id);
    if (!former) {
      changes.push({ ...base, Action: 'Add', AfterContext });
    } else if (canonical(former.properties) !== canonical(properties)) {
      changes.push({
        ...base,
        Action: 'Modify',
        Replacement: 'False',
        PhysicalResourceId: physicalIdOf(id),
        Scope: ['Properties'],
        Details: details(former.properties, properties, old),
        BeforeContext: context(former.properties, old),
        AfterContext,
      });
    }
  }
  for (const { id, type, properties } of old.values()) {
    if (current.has(id)) continue;
    changes.push({
      LogicalResourceId: id,
      ResourceType: type,
      Action: 'Remove',
      PhysicalResourceId: physicalIdOf(id),
      PolicyAction: 'Delete',
      BeforeContext: context(properties, old),
    });
  }
  return changes;
}

function details(
  before: Record<string, Shape>,
  after: Record<string, Shape>,
  old: StackView,
): ResourceChangeDetail[] {
  return Object.keys({ ...before, ...after })
    .filter(name => canonical(before[name]) !== canonical(after[name]))
    .map(Name => ({
      Target: {
        Attribute: Name === 'Tags' ? 'Tags' : 'Properties',
        Name,
        Path: `/Properties/${Name}`,
        RequiresRecreation: 'Never',
        BeforeValue: valueText(before[Name], old),
        AfterValue: valueText(after[Name], old),
      },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    }));
}

function context(properties: Record<string, Shape>, old: StackView): string {
  return JSON.stringify({ Properties: data(properties, old) });
}

function valueText(
  shape: Shape | undefined,
  old: StackView,
): string | undefined {
  if (shape === undefined) return undefined;
  const value = data(shape, old);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function data(shape: Shape, old: StackView): unknown {
  if (shape instanceof Unknown) return knownAfterApply;
  if (Array.isArray(shape)) return shape.map(item => data(item, old));
  if (isMap(shape)) {
    return Object.fromEntries(
      Object.entries(shape).map(([name, value]) => [name, data(value, old)]),
    );
  }
  let isKnown = true;
  const resolved = shape.replace(
    /\$\{([A-Za-z0-9]+)(?:\.[\w.]+)?\}/g,
    (_, id: string) => {
      isKnown &&= old.has(id);
      return physicalIdOf(id);
    },
  );
  return isKnown ? resolved : knownAfterApply;
}
