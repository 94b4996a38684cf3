import type { DeployResult } from '@private-serverless/stack';

/** The result of a deploy as the JSON document that `--json` prints. */
export const resultJson = (result: DeployResult): string =>
  JSON.stringify(result, null, 2);

/** The result of a deploy, or of its plan, as text for people. */
export function deploySummary(
  result: DeployResult,
  { plan: isPlan, revertDrift }: { plan?: boolean; revertDrift?: boolean },
): string {
  if (result.operation === 'none') {
    return `Nothing to change${
      revertDrift ? ' or to revert' : ''
    }: the stack is in ${result.status}.`;
  }
  if (isPlan) {
    return [
      `Would ${result.operation}:`,
      ...(result.plan?.lines ?? []).map(line => `  ${line}`),
    ].join('\n');
  }
  return [
    `${result.status} in ${Math.round(result.timings.total / 1000)} s: ${
      result.stackArn
    }`,
    ...Object.entries(result.outputs).map(([name, v]) => `  ${name} = ${v}`),
  ].join('\n');
}
