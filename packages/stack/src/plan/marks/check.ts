import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { isSame } from '../view/compare';
import { member, type Shape, Unknown } from '../view/Shape';
import type { ViewedResource } from '../view/StackView';

/**
 * Finds what becomes wider in one resource that the change set creates or changes. Each text completes "Resource: …".
 *
 * @param before - undefined for a new resource
 */
export type Check = (
  after: ViewedResource,
  before: ViewedResource | undefined,
  comparison: Comparison,
) => string[];

/** Runs checks for the changed resources whose type matches. */
export function marksOfChecks(
  kind: PlanWarning['kind'],
  checks: ReadonlyArray<readonly [type: RegExp, check: Check]>,
  comparison: Comparison,
): PlanWarning[] {
  return [...comparison.after.values()]
    .filter(({ id }) => comparison.isChanged(id))
    .flatMap(resource =>
      checks
        .filter(([type]) => type.test(resource.type))
        .flatMap(([, check]) =>
          check(resource, comparison.before.get(resource.id), comparison),
        )
        .map(text => ({
          kind,
          logicalId: resource.id,
          text: `${comparison.nameOf(resource.id)}: ${text}`,
        })),
    );
}

/** The value of a property as text: a text, undefined if it is absent, or why it is unknown. */
export function textAt(
  resource: ViewedResource | undefined,
  ...path: string[]
): string | undefined | Unknown {
  if (resource?.unknown !== undefined) return new Unknown(resource.unknown);
  const value = member(resource?.properties, ...path);
  if (value === undefined || typeof value === 'string') return value;
  return value instanceof Unknown ? value : new Unknown('is not a text');
}

/** The properties that differ, without tags and descriptions. */
export function changedProperties(
  after: ViewedResource,
  before: ViewedResource,
): string[] {
  const all = { ...before.properties, ...after.properties };
  return Object.keys(all).filter(
    name =>
      !/^(Tags|Description|Name)$/.test(name) &&
      !isSame(after.properties[name], before.properties[name]),
  );
}

/** Calls a visitor with every property inside a value, at any depth. */
export function visit(
  shape: Shape | undefined,
  visitor: (name: string, value: Shape, path: string[]) => void,
  path: string[] = [],
): void {
  if (typeof shape !== 'object' || shape instanceof Unknown) return;
  for (const [name, value] of Object.entries(shape)) {
    visitor(name, value, [...path, name]);
    visit(value, visitor, [...path, name]);
  }
}
