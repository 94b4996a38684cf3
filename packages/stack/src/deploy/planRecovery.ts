import { deletionLines } from '../destroy/planLines';
import { takeInventory } from '../destroy/inventory';
import { comparisonOf, declaredCidrs } from '../plan/comparisonOf';
import { marksOrUnknown } from '../plan/marks/marks';
import { planOf } from '../plan/plan';
import { identityOf, viewOf } from '../plan/view/StackView';
import type { DeployResult } from '../session/results';
import type { Attempt } from './Attempt';
import type { Decision } from './decision';
import { forcedMeaning, stuckLines, stuckResources } from './forceRollback';
import type { PreparedDeploy } from './prepare';

const steps: Record<NonNullable<Decision['recovery']>, string> = {
  'delete-failed-create': 'delete what the failed create left',
  'repeat-deletion': 'repeat the failed deletion',
  'continue-rollback': 'continue its rollback',
  'roll-back': 'roll back the failed update',
};

/**
 * The plan for a stack that must be recovered first. CloudFormation accepts no change set for it, and a plan changes
 * nothing. If the stack is created again, the plan lists what the deletion before it removes, and every resource as an
 * addition; otherwise it contains only the recovery.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function planRecovery(
  attempt: Attempt,
  prepared: PreparedDeploy,
): Promise<DeployResult> {
  const { session, options, report } = attempt;
  const { existing, kind, recovery } = prepared;
  const { stackArn, status } = existing!;
  const first = `Stack ${session.stackName} is in ${status}. First step: ${
    steps[recovery!]
  }`;
  if (kind !== 'create') {
    const isForced = recovery === 'continue-rollback' && options.forceRollback;
    const skipped =
      recovery === 'continue-rollback' ? options.skipResources ?? [] : [];
    const lines = [
      first,
      ...stuckLines(
        session,
        recovery === 'continue-rollback'
          ? await stuckResources(session, stackArn)
          : [],
      ),
      ...(skipped.length > 0
        ? [
            `Skipped: ${skipped.join(
              ', ',
            )}. CloudFormation records this as rolled back and leaves it as it is`,
          ]
        : []),
      ...(isForced ? [forcedMeaning] : []),
      'The changes after that are unknown: CloudFormation accepts no change set before the recovery',
    ];
    return report.update({
      changes: [],
      plan: { ...planOf([]), lines },
    });
  }
  const inventory = await takeInventory(
    session,
    stackArn,
    options.retainResources ?? [],
  );
  const plan = planOfNewStack(attempt, prepared);
  return report.update({
    changes: plan.changes,
    plan: {
      ...plan,
      lines: [
        first,
        ...deletionLines(inventory),
        'Then: create the stack again',
        ...plan.lines,
      ],
    },
  });
}

/** Every resource whose condition is not false is an addition. */
function planOfNewStack(
  { template, options }: Attempt,
  { existing, parameters }: PreparedDeploy,
) {
  const { stackArn } = existing!;
  const after = { template, parameters };
  const view = viewOf(template, {
    parameters,
    identity: identityOf(stackArn),
    contexts: new Map(),
  });
  const changes = [...view.values()].map(({ id, type }) => ({
    logicalId: id,
    type,
    action: 'Add',
  }));
  const marks = marksOrUnknown(() =>
    comparisonOf({
      stackArn,
      after,
      corporateCidrs: options.corporateCidrs ?? declaredCidrs(after),
    }),
  );
  return planOf(changes, marks);
}
