import { Properties } from '../account/Account';
import { asList, asMap, asText } from '../account/values';
import { rateSeconds } from '../events/rate';
import { generatedName } from '../protocol/ids';
import { HandlerError, ResourceHandler } from './contract';
import { claimName } from './lookup';

export const RULE = 'AWS::Events::Rule';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const maxTargets = 5;

/** A function that a rule invokes. */
export type RuleTarget = {
  id: string;
  functionArn: string;
  /** JSON. @defaultValue the event of EventBridge */
  input?: string;
};

/** The targets of a rule. */
export function targetsOf(rule: Properties): RuleTarget[] {
  return asList(rule.Targets)
    .map(asMap)
    .map(({ Id, Arn, Input }) => ({
      id: asText(Id) ?? '',
      functionArn: asText(Arn) ?? '',
      input: asText(Input),
    }));
}

/** Whether a rule runs by itself. */
export function isEnabled(rule: Properties): boolean {
  return (asText(rule.State) ?? 'ENABLED') === 'ENABLED';
}

function checkSchedule(properties: Properties): void {
  if (properties.EventPattern !== undefined) {
    throw new HandlerError(
      `sandbox: EventPattern of ${RULE} is not supported. Use a ScheduleExpression.`,
    );
  }
  const schedule = asText(properties.ScheduleExpression);
  if (schedule === undefined) {
    throw new HandlerError(
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    );
  }
  if (schedule.startsWith('cron(')) {
    throw new HandlerError(
      `sandbox: ScheduleExpression ${schedule} of ${RULE} is not supported. Use rate(…).`,
    );
  }
  if (rateSeconds(schedule) === undefined) {
    throw new HandlerError('Parameter ScheduleExpression is not valid.');
  }
}

function checkTarget(target: Properties): void {
  const unsupported = Object.keys(target).filter(
    name => !['Arn', 'Id', 'Input'].includes(name),
  );
  if (unsupported.length > 0) {
    throw new HandlerError(
      `sandbox: ${unsupported.join(
        ', ',
      )} in Targets of ${RULE} is not supported`,
    );
  }
  const arn = asText(target.Arn) ?? '';
  if (!/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+$/.test(arn)) {
    throw new HandlerError(
      `sandbox: Targets with Arn ${arn} of ${RULE} are not supported. Use a function.`,
    );
  }
  const input = asText(target.Input);
  if (input !== undefined && !isJson(input)) {
    throw new HandlerError(
      `JSON syntax error in input for target ${asText(target.Id)}`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function check(properties: Properties): void {
  checkSchedule(properties);
  const state = asText(properties.State) ?? 'ENABLED';
  if (state !== 'ENABLED' && state !== 'DISABLED') {
    throw new HandlerError(
      `sandbox: State ${state} of ${RULE} is not supported. Use ENABLED or DISABLED.`,
    );
  }
  const targets = asList(properties.Targets).map(asMap);
  if (targets.length > maxTargets) {
    throw new HandlerError(
      'The requested resource exceeds the maximum number allowed.',
    );
  }
  targets.forEach(checkTarget);
}

/** Rules with a rate that invoke functions. */
const rule: ResourceHandler = {
  accepts: [
    'Description',
    'Name',
    'ScheduleExpression',
    'State',
    'Tags',
    'Targets',
  ],
  nameProperty: 'Name',
  create({ account, once, stackName, logicalId }, properties) {
    check(properties);
    const name = once('name', () =>
      claimName(
        account,
        RULE,
        'Name',
        asText(properties.Name) ?? generatedName(stackName, logicalId),
      ),
    );
    return {
      physicalId: name,
      attributes: {
        Arn: account.arn('events', `rule/${name}`),
        RuleName: name,
      },
    };
  },
  update(_, __, properties) {
    check(properties);
  },
};

/** Rules of EventBridge. */
export const eventsHandlers: Record<string, ResourceHandler> = {
  [RULE]: rule,
};
