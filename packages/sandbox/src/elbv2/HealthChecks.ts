import { Account, LiveResource } from '../account/Account';
import { asNumber } from '../account/values';
import { Connect, Hosts } from '../network/hosts';
import { NETWORK_INTERFACE } from '../resources/networkInterfaces';
import { targetGroupAttributes } from './attributes';
import { checkTarget } from './check';
import { HealthSettings, healthSettings } from './healthSettings';
import { isDraining, TARGET, TARGET_GROUP } from './model';
import { draining, initial, unchecked, unused } from './states';
import { TargetHealth } from './targetGroups';
import { usedGroups } from './usedGroups';

/** What is known about a target. */
type Known = {
  health: TargetHealth;
  /** Consecutive checks with the other result. */
  against: number;
  /** When the next check is due, in milliseconds since 1970. */
  dueAt: number;
  isRunning: boolean;
};

/**
 * Checks the targets of all load balancers at the interval of their target group, and removes targets that have been
 * drained. Its timer does not keep the process running.
 *
 * As with AWS, a new target is healthy after one successful check. After that, the thresholds apply.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export class HealthChecks {
  private readonly records = new Map<string, Known>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly o: {
      account: Account;
      /** Duration of a second of the intervals and delays, in milliseconds. */
      secondMs: number;
      log: (line: string) => void;
    },
  ) {}

  /** Starts the checks. */
  start(hosts: Hosts): void {
    this.timer = setInterval(() => this.tick(hosts), this.o.secondMs).unref();
  }

  /** Stops the checks. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** The state of a registered target. */
  readonly healthOf = (target: LiveResource): TargetHealth => {
    if (isDraining(target)) return draining;
    const { account } = this.o;
    const { TargetGroupArn } = target.properties;
    const group = account.find(TARGET_GROUP, TargetGroupArn);
    if (!group || !usedGroups(account).has(group.physicalId)) return unused;
    if (group.properties.TargetType === 'lambda') return unchecked;
    return this.records.get(target.physicalId)?.health ?? initial;
  };

  private tick(hosts: Hosts): void {
    const { account, secondMs } = this.o;
    const targets = account.list(TARGET);
    const known = new Set(targets.map(one => one.physicalId));
    for (const id of this.records.keys()) {
      if (!known.has(id)) this.records.delete(id);
    }
    if (targets.length === 0) return;
    const now = Date.now();
    const groups = new Map(
      account.list(TARGET_GROUP).map(one => [one.physicalId, one]),
    );
    const used = usedGroups(account);
    const nodes = new Map(
      account
        .list(NETWORK_INTERFACE)
        .reverse()
        .map(one => [one.properties.LoadBalancerArn, one]),
    );
    for (const target of targets) {
      const { TargetGroupArn, DrainingSince } = target.properties;
      const group = groups.get(String(TargetGroupArn));
      const balancer = used.get(String(TargetGroupArn));
      const node = balancer && nodes.get(balancer);
      if (group && isDraining(target)) {
        const attributes = targetGroupAttributes(group.properties);
        const seconds = Number(
          attributes['deregistration_delay.timeout_seconds'] ?? 0,
        );
        const isOver = now >= Number(DrainingSince) + seconds * secondMs;
        // A target group without a load balancer has no connections to wait for.
        if (isOver || !balancer) account.remove(target);
      } else if (group && node && group.properties.TargetType !== 'lambda') {
        this.check(target, group, now, (address, port) =>
          hosts.fromNode(node, address, port),
        );
      } else {
        this.records.delete(target.physicalId);
      }
    }
  }

  /** Sends a check if it is due. */
  private check(
    target: LiveResource,
    group: LiveResource,
    now: number,
    connect: Connect,
  ): void {
    const { secondMs, log } = this.o;
    const record = this.records.get(target.physicalId) ?? {
      health: initial,
      against: 0,
      dueAt: now,
      isRunning: false,
    };
    this.records.set(target.physicalId, record);
    if (record.isRunning || now < record.dueAt) return;
    const settings = healthSettings(group.properties);
    record.isRunning = true;
    record.dueAt = now + settings.interval * secondMs;
    const { Id, Port } = target.properties;
    const port =
      settings.port === 'traffic-port' ? asNumber(Port) : Number(settings.port);
    checkTarget(
      connect,
      { address: String(Id), port: port ?? 0, protocol: settings.protocol },
      settings,
      secondMs,
    ).then(result => {
      record.isRunning = false;
      if (!this.timer) return;
      const before = record.health.state;
      apply(record, result, settings);
      if (record.health.state !== before) {
        log(
          `target ${Id}:${port} is ${record.health.state}${
            result.description ? `: ${result.description}` : ''
          }`,
        );
      }
    });
  }
}

/** Changes the state of a target after a check, once the threshold is reached. */
function apply(
  record: Known,
  result: TargetHealth,
  settings: HealthSettings,
): void {
  const { state } = record.health;
  if (result.state === state) {
    record.health = result;
    record.against = 0;
    return;
  }
  record.against += 1;
  if (record.against < threshold(state, result, settings)) return;
  record.health = result;
  record.against = 0;
}

/** How many checks in a row change a state. */
function threshold(
  state: TargetHealth['state'],
  result: TargetHealth,
  settings: HealthSettings,
): number {
  if (result.state !== 'healthy') return settings.unhealthyThreshold;
  return state === 'initial' ? 1 : settings.healthyThreshold;
}
