import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';

/** Types that deploy other templates, or run code during the deploy. */
const opaqueTypes =
  /^AWS::(CloudFormation::(Stack|StackSet|ChangeSet|Macro|LambdaHook|GuardHook)|ServiceCatalog::CloudFormationProvisionedProduct|Serverless::Application)$|::MODULE$/i;

/** Marks of resources whose effect is not in the change set, and of resources whose properties are unknown. */
export function opaqueMarks(comparison: Comparison): PlanWarning[] {
  return [
    ...changedMarks(comparison),
    ...removedStacks(comparison),
    ...unreportedMarks(comparison),
  ];
}

function unreportedMarks(comparison: Comparison): PlanWarning[] {
  return [...comparison.after.keys()].flatMap(id => {
    const names = comparison.unreported(id);
    if (names.length === 0) return [];
    return [
      {
        kind: 'unknown' as const,
        logicalId: id,
        text: `${comparison.nameOf(id)}: the template changes ${names.join(
          ', ',
        )}, but the change set does not contain it. CloudFormation may change it nevertheless`,
      },
    ];
  });
}

/** The change set does not contain what is deleted with a nested stack. */
function removedStacks(comparison: Comparison): PlanWarning[] {
  return comparison
    .ofType('before', 'AWS::CloudFormation::Stack')
    .filter(({ id }) => !comparison.after.has(id) && comparison.isChanged(id))
    .map(({ id }) => ({
      kind: 'unknown',
      logicalId: id,
      text: `${comparison.nameOf(
        id,
      )}: what is deleted with it is not in this change set: data may be lost`,
    }));
}

function changedMarks(comparison: Comparison): PlanWarning[] {
  return [...comparison.after.values()]
    .filter(({ id }) => comparison.isChanged(id))
    .flatMap(({ id, type, unknown }) => {
      const texts = [
        ...(opaqueTypes.test(type) && !comparison.isRead(id)
          ? [
              'what it creates and changes is not in this change set: permissions and network access may become wider',
            ]
          : []),
        ...(unknown === undefined
          ? []
          : [`its properties are unknown: the value ${unknown}`]),
      ];
      return texts.map(text => ({
        kind: 'unknown' as const,
        logicalId: id,
        text: `${comparison.nameOf(id)}: ${text}`,
      }));
    });
}
