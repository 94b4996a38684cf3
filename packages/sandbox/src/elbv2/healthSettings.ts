import { Properties } from '../account/Account';
import { asFlag, asMap, asNumber, asText } from '../account/values';

/** How a load balancer checks the targets of a target group. Durations in seconds. */
export type HealthSettings = {
  enabled: boolean;
  protocol: string;
  /** A number, or `traffic-port`. */
  port: string;
  path: string;
  interval: number;
  timeout: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** Status codes: `200`, `200,403` or `200-299`. */
  matcher: string;
};

/**
 * The health check settings of a target group, with AWS's defaults. The default protocol is HTTP, also for HTTPS targets.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export function healthSettings(properties: Properties): HealthSettings {
  const isLambda = properties.TargetType === 'lambda';
  return {
    enabled: asFlag(properties.HealthCheckEnabled) ?? !isLambda,
    protocol: asText(properties.HealthCheckProtocol) ?? 'HTTP',
    port: asText(properties.HealthCheckPort) ?? 'traffic-port',
    path: asText(properties.HealthCheckPath) ?? '/',
    interval:
      asNumber(properties.HealthCheckIntervalSeconds) ?? (isLambda ? 35 : 30),
    timeout:
      asNumber(properties.HealthCheckTimeoutSeconds) ?? (isLambda ? 30 : 5),
    healthyThreshold: asNumber(properties.HealthyThresholdCount) ?? 5,
    unhealthyThreshold: asNumber(properties.UnhealthyThresholdCount) ?? 2,
    matcher: asText(asMap(properties.Matcher).HttpCode) ?? '200',
  };
}

/** Whether a matcher accepts a status code. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some(part => {
    const [from, to = from] = part.trim().split('-').map(Number);
    return from <= status && status <= to;
  });
}

/** What is wrong with the settings, in AWS's words where known. Undefined if nothing. */
export function healthProblem(settings: HealthSettings): string | undefined {
  const { interval, timeout, healthyThreshold, unhealthyThreshold, matcher } =
    settings;
  const ranges: Array<[string, number, number, number]> = [
    ['Health check interval', interval, 5, 300],
    ['Health check timeout', timeout, 2, 120],
    ['Healthy threshold count', healthyThreshold, 2, 10],
    ['Unhealthy threshold count', unhealthyThreshold, 2, 10],
  ];
  for (const [name, value, least, most] of ranges) {
    if (!(value >= least && value <= most)) {
      return `${name} must be between '${least}' and '${most}' inclusive`;
    }
  }
  if (interval <= timeout) {
    return 'Health check interval must be greater than the timeout.';
  }
  if (!/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(matcher)) {
    return `Health check matcher HTTP code '${matcher}' must be within '200-499' inclusive`;
  }
  const codes = matcher.split(/[,-]/).map(Number);
  if (codes.some(code => code < 200 || code > 499)) {
    return `Health check matcher HTTP code '${matcher}' must be within '200-499' inclusive`;
  }
  return undefined;
}
