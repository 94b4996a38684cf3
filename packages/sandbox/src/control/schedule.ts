import { LiveResource } from '../account/Account';
import { asText } from '../account/values';
import { Scheduler } from '../events/Scheduler';
import { isEnabled, RULE, targetsOf } from '../resources/events';
import { ControlError } from './checks';
import type { DriftContext } from './drift';

/** A rule with a schedule, as the control calls show it. */
export type ScheduleState = {
  name: string;
  logicalId: string;
  stackName: string;
  /** For example `rate(1 minute)`. */
  expression: string;
  state: 'ENABLED' | 'DISABLED';
  functionArns: string[];
};

/** All rules with a schedule. */
export function listSchedules({ services }: DriftContext): ScheduleState[] {
  return services.account
    .list(RULE)
    .map(({ physicalId, logicalId, stackName, properties }) => ({
      name: physicalId,
      logicalId,
      stackName,
      expression: asText(properties.ScheduleExpression) ?? '',
      state: isEnabled(properties) ? 'ENABLED' : 'DISABLED',
      functionArns: targetsOf(properties).map(one => one.functionArn),
    }));
}

/**
 * Runs the schedule of a rule at once. Resolves when its functions have ended.
 *
 * @param name - name or logical ID of the rule
 * @throws ControlError 404 for an unknown name, 409 if the rule is disabled, if
 *   several rules have the logical ID, or if a Lambda permission is missing
 */
export async function runSchedule(
  context: DriftContext & { scheduler: Scheduler },
  name: string,
): Promise<void> {
  const rule = find(context.services.account.list(RULE), name);
  if (!isEnabled(rule.properties)) {
    throw new ControlError(
      409,
      `Rule '${rule.physicalId}' is disabled. Set its State to ENABLED first.`,
    );
  }
  try {
    await context.scheduler.run(rule);
  } catch (error) {
    throw new ControlError(409, (error as Error).message);
  }
}

function find(rules: LiveResource[], name: string): LiveResource {
  const named = rules.find(({ physicalId }) => physicalId === name);
  if (named) return named;
  const found = rules.filter(({ logicalId }) => logicalId === name);
  if (found.length === 1) return found[0];
  const names = (list: LiveResource[]) =>
    list.map(({ physicalId }) => physicalId).join(', ') || 'none';
  if (found.length > 1) {
    throw new ControlError(
      409,
      `Several rules have the logical ID '${name}'. Use one of their names: ${names(
        found,
      )}.`,
    );
  }
  throw new ControlError(
    404,
    `Rule '${name}' does not exist. Existing rules: ${names(rules)}.`,
  );
}
