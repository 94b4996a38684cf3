import type { PlannedChange, PlannedPropertyChange } from '../session/results';

/** What was changed by hand and is lost with a change of a drift-aware change set, one text for each property. */
export function overwrittenBy(change: PlannedChange): string[] {
  const { action, driftStatus, properties = [] } = change;
  if (driftStatus === 'DELETED') {
    return action === 'Remove'
      ? []
      : ['was deleted by hand: the deploy creates it again'];
  }
  if (driftStatus !== 'MODIFIED' || action === 'SyncWithActual') return [];
  if (action === 'Remove') {
    return ['was changed by hand: the deploy removes it with these changes'];
  }
  const texts = properties
    .filter(({ changedByHand }) => changedByHand)
    .map(textOf);
  return texts.length > 0
    ? texts
    : ['was changed by hand: CloudFormation does not report which values'];
}

function textOf({ path, before, after }: PlannedPropertyChange): string {
  // One of the two is present, unless both are hidden.
  return before === undefined && after === undefined
    ? `was changed by hand: ${path} is not as in the template (the values are hidden)`
    : `was changed by hand: ${path} is ${
        before ?? '(none)'
      }, the template says ${after ?? '(none)'}`;
}
