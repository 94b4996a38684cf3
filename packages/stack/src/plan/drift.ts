import type {
  ResourceChange,
  ResourceTargetDefinition,
} from '@aws-sdk/client-cloudformation';

/* What a drift-aware change set contains beyond another one. */

/** Whether a drift-aware change set found that the resource was changed or deleted by hand. */
export function isDrifted({ ResourceDriftStatus: status }: ResourceChange) {
  return status === 'MODIFIED' || status === 'DELETED';
}

/** The actual value and that of the last deploy, if they differ. An absent value is undefined or `null`. */
export function driftOf({
  Drift,
}: ResourceTargetDefinition):
  | { actual?: string; previous?: string }
  | undefined {
  if (!Drift) return undefined;
  const [actual, previous] = [Drift.ActualValue, Drift.PreviousValue].map(
    value => (value === 'null' ? undefined : value),
  );
  return actual === previous ? undefined : { actual, previous };
}

/** The properties that CloudFormation cannot compare with the actual state. It does not report their values. */
export function notComparedIn(change: ResourceChange): string[] {
  return (change.ResourceDriftIgnoredAttributes ?? [])
    .filter(({ Reason }) => Reason !== 'MANAGED_BY_AWS')
    .map(({ Path }) => pathOf(Path))
    .filter(Boolean);
}

/** Why a property differs from the last deploy, in a drift-aware change set. */
export function driftCause(previous: string | undefined): string {
  return previous === undefined
    ? 'changed by hand'
    : `changed by hand; the last deploy set ${previous}`;
}

/** A property as the plan names it: `SecurityGroupIngress.0.CidrIp`. */
export function pathOf(pointer: string | undefined): string {
  return (pointer ?? '').replace(/^\/(Properties\/)?/, '').replaceAll('/', '.');
}
