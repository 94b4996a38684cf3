import { Properties, Value } from '../account/Account';
import { asList, asMap, asText } from '../account/values';

/*
 * The attributes of application load balancers and of their target groups, with their defaults.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
 */

type Defaults = Readonly<Record<string, string>>;

export const loadBalancerDefaults: Defaults = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'routing.http2.enabled': 'true',
  'waf.fail_open.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
};

export const ipTargetGroupDefaults: Defaults = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
};

export const lambdaTargetGroupDefaults: Defaults = {
  'lambda.multi_value_headers.enabled': 'false',
};

/** The attributes that the sandbox ignores or implements only with this value. */
const onlyValues: Defaults = {
  'load_balancing.algorithm.type': 'round_robin',
  'routing.http.xff_header_processing.mode': 'append',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
};

/** The attributes that a property sets: a list of `Key` and `Value`. */
export function attributesSet(list: Value | undefined): Record<string, string> {
  return Object.fromEntries(
    asList(list)
      .map(asMap)
      .map(({ Key, Value: value }) => [asText(Key) ?? '', asText(value) ?? '']),
  );
}

/** All attributes of a load balancer. */
export function loadBalancerAttributes(properties: Properties) {
  return {
    ...loadBalancerDefaults,
    ...attributesSet(properties.LoadBalancerAttributes),
  };
}

/** All attributes of a target group. */
export function targetGroupAttributes(properties: Properties) {
  return {
    ...(properties.TargetType === 'lambda'
      ? lambdaTargetGroupDefaults
      : ipTargetGroupDefaults),
    ...attributesSet(properties.TargetGroupAttributes),
  };
}

/**
 * What is wrong with attributes. Undefined if nothing.
 *
 * @param kind - as in AWS's message: `Load balancer` or `Target group`
 */
export function attributeProblem(
  kind: string,
  list: Value | undefined,
  defaults: Defaults,
): string | undefined {
  for (const [key, value] of Object.entries(attributesSet(list))) {
    if (!Object.hasOwn(defaults, key)) {
      return `${kind} attribute key '${key}' is not recognized`;
    }
    const isFlag = /^(true|false)$/.test(defaults[key]);
    if (isFlag && !/^(true|false)$/.test(value)) {
      return `${kind} attribute key '${key}' must be set to 'true' or 'false'`;
    }
    if (Object.hasOwn(onlyValues, key) && value !== onlyValues[key]) {
      return `sandbox: the value '${value}' of the attribute '${key}' is not supported. Use '${onlyValues[key]}'.`;
    }
  }
  return undefined;
}
