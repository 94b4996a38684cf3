import type { PlanWarning } from '../../session/results';
import { isOfStack } from '../policy/reach';
import type { Comparison } from '../view/Comparison';
import { shownValue } from '../view/references';
import { itemsOf, type Shape, Unknown } from '../view/Shape';
import type { ViewedResource } from '../view/StackView';
import { type Check, marksOfChecks, visit } from './check';

/** Properties, at any depth, that name the role with whose permissions a resource acts. */
const roleName =
  /^(Role|Role(Arn|ARN)|(Execution|Task|Service|Job|Iam|Invocation)Role(Arn)?|IamInstanceProfile|CredentialsArn|Credentials|DeliverLogsPermissionArn)$/;

/** Roles that a service creates for itself. */
const serviceLinked = /:role\/aws-service-role\//;

/** The roles with which a resource acts, by the path of the property. */
function rolesOf({ type, properties }: ViewedResource): Map<string, Shape> {
  const found = new Map<string, Shape>();
  visit(properties, (name, value, path) => {
    const isRole = typeof value === 'string' || value instanceof Unknown;
    if (isRole && roleName.test(name)) found.set(path.join('.'), value);
  });
  if (type === 'AWS::IAM::InstanceProfile') {
    itemsOf(properties.Roles).forEach((role, index) =>
      found.set(`Roles.${index}`, role),
    );
  }
  return found;
}

const role: Check = (after, before, comparison) => {
  const was = before ? rolesOf(before) : new Map<string, Shape>();
  return [...rolesOf(after)].flatMap(([path, value]) => {
    const former = was.get(path);
    const name = shownValue(value, comparison.all);
    if (value instanceof Unknown) {
      return [`${path} is unknown: the value ${value.why}`];
    }
    if (former === value || typeof value !== 'string') return [];
    if (former !== undefined) {
      return [
        `acts with another role: ${shownValue(
          former,
          comparison.all,
        )} → ${name}`,
      ];
    }
    return isOfStack(value, comparison) || serviceLinked.test(value)
      ? []
      : [`acts with the role ${name}, which is not in this stack`];
  });
};

/** Marks of resources that act with a role outside the stack, or with another role than before. */
export function roleMarks(comparison: Comparison): PlanWarning[] {
  return marksOfChecks(
    'iam',
    [[/^AWS::(?!IAM::(Role)?Policy)/, role]],
    comparison,
  );
}
