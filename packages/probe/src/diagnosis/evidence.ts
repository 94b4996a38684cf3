import { ProbeResult } from '../types';
import { Entry, frontOf, Hop } from './hops';

/** Why a hop is known to work. */
export function hopEvidence(
  hop: Hop,
  entry: Entry,
  result: ProbeResult,
): string {
  const { timings, http } = result;
  switch (hop) {
    case 'dns':
      return `Resolves to ${result.addresses.join(', ')}${took(timings.dns)}`;
    case 'load-balancer':
      return front(result);
    case 'vpc-endpoint':
      return frontOf(entry) === hop ? front(result) : passed(http?.status);
    case 'function':
      return `Answered ${http?.status}${took(timings.firstByte)}`;
    case 'target':
    case 'api':
    default:
      return passed(http?.status);
  }
}

function front({ connectedTo, timings, tls }: ProbeResult): string {
  const connected = `Connected to ${connectedTo}${took(timings.tcp)}`;
  return tls ? `${connected}, ${tls.protocol}${took(timings.tls)}` : connected;
}

function passed(status: number | undefined): string {
  return status === undefined
    ? 'Took the request'
    : `Passed the request on: status ${status}`;
}

function took(ms: number | undefined): string {
  return ms === undefined
    ? ''
    : ` in ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
