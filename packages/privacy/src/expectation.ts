import type { Truth, Value } from '@private-serverless/template';
import { type Observation, placeOf, type Severity, whyUnknown } from './rule';
import type { Change } from './Change';
import type { Resource } from './template/Template';

/** What every alternative of a property must be. */
export type Expectation = {
  /** Whether a value that is present meets the expectation. */
  accepts: (value: Value) => Truth;
  /** What is proven. Completes "Table …". */
  good: string;
  /** What is violated. Completes "Table …". */
  bad: string;
  fix?: string;
  change?: Change;
  severity?: Severity;
};

/** Whether a value is `true`. */
export function isTrue(value: Value): Truth {
  if (value.kind === 'scalar') return value.text === 'true';
  return value.kind === 'unknown' ? undefined : false;
}

/** Whether a value is there and not empty, whatever it is. */
export function isGiven(value: Value): Truth {
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'list') return value.items.length > 0;
  return value.kind !== 'scalar' || value.text !== '';
}

/** Observes every alternative of a property. An absent one does not meet the expectation. */
export function* expectValues(
  resource: Resource,
  values: readonly Value[],
  { accepts, good, bad, change, fix, severity }: Expectation,
): Iterable<Observation> {
  for (const value of values) {
    const meets = value.kind === 'absent' ? false : accepts(value);
    const base = {
      resource: resource.id,
      at: value.kind === 'absent' ? placeOf(resource) : value.at,
      ...(fix !== undefined && { fix }),
      ...(meets !== true && change && { change }),
      ...(severity && { severity }),
    };
    if (meets === undefined) {
      yield {
        ...base,
        status: 'unproven',
        message: `Cannot determine whether ${
          resource.id
        } ${good}: the value ${whyUnknown(value)}.`,
      };
    } else {
      yield {
        ...base,
        status: meets ? 'proven' : 'violated',
        message: `${resource.id} ${meets ? good : bad}.`,
      };
    }
  }
}
