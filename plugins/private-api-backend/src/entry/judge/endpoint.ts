import type { EndpointState } from '@private-serverless/readiness';
import { type Judgment, listed } from './Finding';

/** Judges a VPC endpoint. States: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html */
export function judgeEndpoint(
  endpoint: EndpointState | null,
  id: string,
): Judgment {
  const advice =
    'If the service created the endpoint, deploy it again. Otherwise, ask your platform team to restore the shared endpoint.';
  if (!endpoint) {
    return {
      state: 'failed',
      evidence: `The VPC endpoint ${id} does not exist.`,
      advice,
    };
  }
  // AWS documents the states with a capital letter and returns them without one.
  const state = endpoint.state.toLocaleLowerCase('en-US');
  if (state !== 'available') {
    return {
      state: 'failed',
      evidence: `The VPC endpoint ${id} is not available: its state is ${
        state || 'not reported'
      }.`,
      advice: state === 'pending' ? 'Wait until it is available.' : advice,
    };
  }
  return {
    state: 'ok',
    evidence: `The VPC endpoint is available at ${listed(
      [...endpoint.addresses].sort(),
    )}.`,
  };
}
