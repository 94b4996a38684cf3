import { randomUUID } from 'node:crypto';
import { setInterval } from 'node:timers';
import { Account, LiveResource } from '../account/Account';
import { asText } from '../account/values';
import { FunctionHost } from '../functions/FunctionHost';
import { isEnabled, RULE, RuleTarget, targetsOf } from '../resources/events';
import { findFunction } from '../resources/lambda';
import { isPermitted } from '../resources/permission';
import { rateSeconds } from './rate';

/** When a rule runs next, and the expression that this was computed from. */
type Due = { expression: string; at: number };

/**
 * EventBridge: invokes the targets of the rules at their rates.
 *
 * As in AWS, the first run comes one period after the rule was created. After a
 * restart, the period starts again.
 */
export class Scheduler {
  private readonly due = new Map<string, Due>();
  /** Invocations that have not ended, by rule and target. */
  private readonly pending = new Map<string, Promise<void>>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly o: {
      account: Account;
      functions: FunctionHost;
      /** Duration of a second of the rates, in milliseconds. */
      secondMs: number;
      log: (line: string) => void;
    },
  ) {}

  /** Starts to look for rules that are due. Does not keep the process alive. */
  start(): void {
    this.timer = setInterval(() => this.tick(), this.o.secondMs).unref();
  }

  /** Starts no further runs. */
  close(): void {
    clearInterval(this.timer);
  }

  /**
   * Runs a rule at once. Resolves when its functions have ended, also if they
   * failed.
   *
   * @throws Error if EventBridge may not invoke one of them
   */
  async run(rule: LiveResource): Promise<void> {
    for (const target of targetsOf(rule.properties)) {
      const key = keyOf(rule, target);
      await this.pending.get(key);
      await this.invoke(rule, target);
    }
  }

  private tick(): void {
    const rules = this.o.account
      .list(RULE)
      .filter(({ properties }) => isEnabled(properties));
    const names = new Set(rules.map(({ physicalId }) => physicalId));
    for (const name of this.due.keys()) {
      if (!names.has(name)) this.due.delete(name);
    }
    for (const rule of rules) {
      if (this.isDue(rule)) this.runTargets(rule);
    }
  }

  /** Whether a rule is due. If so, computes when it is due again. */
  private isDue({ physicalId, properties }: LiveResource): boolean {
    const expression = asText(properties.ScheduleExpression) ?? '';
    const seconds = rateSeconds(expression);
    if (seconds === undefined) return false;
    const now = Date.now();
    const before = this.due.get(physicalId);
    const isNew = before?.expression !== expression;
    if (!isNew && now < before.at) return false;
    this.due.set(physicalId, {
      expression,
      at: now + seconds * this.o.secondMs,
    });
    return !isNew;
  }

  private runTargets(rule: LiveResource): void {
    for (const target of targetsOf(rule.properties)) {
      // Lambda would queue the event. A queue of equal events changes nothing but the load.
      if (this.pending.has(keyOf(rule, target))) {
        this.o.log(
          `rule ${rule.physicalId}: the previous run of target ${target.id} has not ended`,
        );
        continue;
      }
      this.invoke(rule, target).catch(error => this.o.log(error.message));
    }
  }

  private async invoke(rule: LiveResource, target: RuleTarget): Promise<void> {
    const { account, functions, log } = this.o;
    const { functionArn, input } = target;
    const sourceArn = asText(rule.attributes.Arn) ?? '';
    const principal = 'events.amazonaws.com';
    if (!isPermitted(account, { functionArn, principal, sourceArn })) {
      throw new Error(
        `rule ${rule.physicalId}: no Lambda permission allows ${principal} to invoke ${functionArn} for ${sourceArn}. Add an AWS::Lambda::Permission with this SourceArn.`,
      );
    }
    log(`rule ${rule.physicalId}: invokes ${functionArn}`);
    const name = findFunction(account, functionArn)!.physicalId;
    const event =
      input === undefined ? this.scheduledEvent(sourceArn) : JSON.parse(input);
    const key = keyOf(rule, target);
    const running = functions.invokeLater(name, event);
    this.pending.set(key, running);
    try {
      await running;
    } finally {
      if (this.pending.get(key) === running) this.pending.delete(key);
    }
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
  private scheduledEvent(ruleArn: string) {
    const { accountId, region } = this.o.account.identity;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: accountId,
      time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: [ruleArn],
      detail: {},
    };
  }
}

function keyOf(rule: LiveResource, { id }: RuleTarget): string {
  return `${rule.physicalId} ${id}`;
}
