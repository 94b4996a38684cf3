import { Entry, frontOf, Hop, ProbeResult } from '@private-serverless/wire';

/** Evidence that a hop works. */
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
      return frontOf(entry) === hop ? front(result) : forwarded(http?.status);
    case 'function':
      return `Responded with status ${http?.status}${took(timings.firstByte)}`;
    case 'target':
    case 'api':
    default:
      return forwarded(http?.status);
  }
}

function front({ connectedTo, timings, tls }: ProbeResult): string {
  const connected = `Connected to ${connectedTo}${took(timings.tcp)}`;
  return tls ? `${connected}, ${tls.protocol}${took(timings.tls)}` : connected;
}

function forwarded(status: number | undefined): string {
  return status === undefined
    ? 'Received the request'
    : `Forwarded the request: status ${status}`;
}

function took(ms: number | undefined): string {
  return ms === undefined
    ? ''
    : ` in ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
