import {
  type Diagnosis,
  type FailureView,
  pathOf,
  type Reason,
  reasonFor,
  type VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  diagnose,
  failureFacts,
  failureText,
  meaningOf,
  type ProbeResult,
} from '@private-serverless/probe';
import type { VantageConfig } from '../config/ProbingConfig';
import { type Assessment, assessEntry } from '../entry/assessEntry';
import type { Finding } from '../entry/judge/Finding';
import { withFindings } from '../entry/withFindings';
import { isFuture, staleAt } from '../state/schedule';
import type { CheckWithHistory } from '../store/HealthStore';
import type { Binding } from '../targets/Target';

/**
 * The view of one target from one vantage.
 * @param options - `now` in epoch milliseconds, `interval` in milliseconds
 */
export function vantageView(options: {
  check: CheckWithHistory;
  vantage: VantageConfig;
  binding: Binding;
  interval: number;
  now: number;
  /** Of AWS's side of the entry. The same for all vantages. @defaultValue none */
  findings?: readonly Finding[];
}): VantageView {
  const { check, vantage, binding, findings = [] } = options;
  const { record, result } = check;
  const assessment = assessEntry(assess(options), findings);
  const host = new URL(binding.url).hostname;
  return {
    id: vantage.id,
    title: vantage.title,
    ...assessment,
    consecutiveFailures: record?.consecutiveFailures ?? 0,
    consecutiveSuccesses: record?.consecutiveSuccesses ?? 0,
    note: assessment.note ?? record?.note,
    checkedAt: result?.at,
    nextDueAt: new Date(check.nextDueAt).toISOString(),
    private: isPrivate(assessment, result),
    result,
    diagnosis: diagnosisOf(options, host),
    failure:
      failureView(result, host, vantage) ??
      restrictionView(check, host, vantage),
    history: check.history,
  };
}

/** The diagnosis of the latest probe, with AWS's side. Without a probe, only if AWS's side is known. */
function diagnosisOf(
  options: Parameters<typeof vantageView>[0],
  host: string,
): Diagnosis | undefined {
  const { check, vantage, binding, findings = [] } = options;
  const { record, result } = check;
  if (result) {
    const facts = { host, vantage: vantage.title };
    return withFindings(
      diagnose(result, binding.entry, facts),
      findings,
      Date.parse(record?.since ?? result.at),
    );
  }
  if (findings.length === 0) return undefined;
  const hops = pathOf(binding.entry).map(hop => ({
    hop,
    state: 'unknown' as const,
    evidence: 'Not probed yet',
  }));
  return withFindings({ hops }, findings, 0);
}

function isPrivate(
  { state }: Assessment,
  result: ProbeResult | undefined,
): boolean | undefined {
  if (state === 'unknown') return undefined;
  // The addresses of a load balancer that is exposed can be private for the vantage.
  if (state === 'exposed') return false;
  return privacyOf(result);
}

function assess(options: {
  check: CheckWithHistory;
  vantage: VantageConfig;
  binding: Binding;
  interval: number;
  now: number;
}): Assessment {
  const { check, vantage, interval, now } = options;
  const { record, result } = check;
  if (!record || !result) {
    return { state: 'unknown', reason: reasonFor('no.data') };
  }
  const checkedAt = Date.parse(result.at);
  const isTooNew = isFuture(checkedAt, now);
  if (isTooNew || now >= staleAt(checkedAt, interval)) {
    return {
      state: 'unknown',
      ...(!isTooNew && {
        since: new Date(staleAt(checkedAt, interval)).toISOString(),
      }),
      reason: reasonFor('data.stale', { value: result.at }),
    };
  }
  const { state, since } = record;
  return {
    state,
    since,
    reason:
      state === 'unknown'
        ? inconclusiveReason(result, vantage, options.binding)
        : undefined,
  };
}

/** Why a probe is inconclusive. */
function inconclusiveReason(
  result: ProbeResult,
  vantage: VantageConfig,
  binding: Binding,
): Reason {
  const { failure, addresses } = result;
  if (!failure) {
    return reasonFor('no.data');
  }
  switch (failure.code) {
    case 'policy.host':
      return reasonFor(failure.code, { value: new URL(binding.url).hostname });
    case 'policy.url':
      return reasonFor(failure.code, { value: failure.message });
    case 'policy.vpc_unknown':
      return reasonFor('vpc.unknown', { value: failure.message });
    case 'policy.address':
      return reasonFor(failure.code, { value: addresses.join(', ') });
    default:
      return blindReason(result, vantage, new URL(binding.url).hostname);
  }
}

/** Why the vantage cannot check the target. */
function blindReason(
  result: ProbeResult,
  vantage: VantageConfig,
  host: string,
): Reason {
  const { control, failure } = result;
  const context = { vantage: vantage.title };
  if (failure && meaningOf(failure) === 'unknown') {
    const { headline, advice } = failureView(result, host, vantage)!;
    return reasonFor('vantage.blind', { ...context, value: headline, advice });
  }
  return control?.state === 'fails'
    ? reasonFor('vantage.blind', { ...context, value: control.message })
    : reasonFor('vantage.noControl', {
        ...context,
        value: failure && failureView(result, host, vantage)?.headline,
      });
}

/**
 * If a host name of AWS resolves to a public address, private DNS is not in effect at the vantage. That is not
 * exposure.
 */
function privacyOf(result: ProbeResult | undefined): boolean | undefined {
  return result?.failure?.code === 'dns.misrouted'
    ? undefined
    : result?.private;
}

function failureView(
  result: ProbeResult | undefined,
  host: string,
  vantage: VantageConfig,
): FailureView | undefined {
  if (!result?.failure) {
    return undefined;
  }
  const { code } = result.failure;
  const facts = {
    ...failureFacts(result),
    host,
    vantage: vantage.title,
  };
  return { code, ...failureText(code, facts) };
}

/** The first failure that a healthy probe worked around: a warning, or an address that does not respond. */
function restrictionView(
  { record, result }: CheckWithHistory,
  host: string,
  vantage: VantageConfig,
): FailureView | undefined {
  const [warning] = result?.warnings ?? [];
  const [address] = record?.failedAddresses ?? [];
  const failure = address
    ? { ...address.failure, address: address.address }
    : warning;
  return (
    failure && {
      code: failure.code,
      ...failureText(failure.code, {
        host,
        vantage: vantage.title,
        ip: failure.address,
      }),
    }
  );
}
