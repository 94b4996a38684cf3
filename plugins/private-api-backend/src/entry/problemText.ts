import { awsFault } from '../targets/awsFault';

/** Why a part is not known, safe to show to every user, such as `ec2:DescribeVpcEndpoints is denied`. */
export function problemText(problem: {
  kind: string;
  action: string;
  error: unknown;
}): string {
  if (problem.kind === 'denied') return `${problem.action} is denied`;
  const { answered, code } = awsFault(problem.error);
  return answered
    ? `${problem.action} failed (${code})`
    : `${problem.action} has no response`;
}
