import {
  ownerRefOf,
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/environment';
import {
  assertPrivate,
  formatVerdict,
  verifyTemplate,
} from '@private-serverless/privacy';
import {
  deployStack,
  type DeployResult,
  type OwnerTag,
  type Project,
  StackError,
} from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';
import { projectWith } from '../lib/project';
import { UsageError } from '../lib/usage';

/** Options of `deploy`. */
export type DeployOptions = AwsOptions & {
  stackName?: string;
  parameters?: string;
  artifactBucket?: string;
  plan?: boolean;
  revertDrift?: boolean;
  retain?: string[];
  skip?: string[];
  forceRollback?: boolean;
  json?: boolean;
};

const flags = {
  stackName: '--stack-name',
  parameters: '--parameters',
  artifactBucket: '--artifact-bucket',
  retainResources: '--retain',
  revertDrift: '--revert-drift',
  skipResources: '--skip',
  forceRollback: '--force-rollback',
  // Only the command destroy has options for obstacles to a failed deletion that a deploy repeats.
  emptyBuckets: 'destroy --empty-buckets',
  liftProtection: 'destroy --lift-protection',
};

const json = (result: DeployResult) => JSON.stringify(result, null, 2);

/** Runs `deploy`. */
export async function runDeploy(
  target: string,
  options: DeployOptions,
  io: Io,
) {
  const project = await projectWith(target, options.parameters);
  const stackName = options.stackName ?? project.stackName;
  if (!stackName) {
    throw new UsageError(
      `No stack name: ${target} is not a generated repository with a stack name. Set --stack-name.`,
    );
  }
  const aws = awsClients(options);
  try {
    const result = await deployStack({
      ...aws,
      ...project,
      stackName,
      ownerTag: ownerTagOf(project),
      tags: { ...project.tags, ...recordedOwner(project) },
      artifactBucket: options.artifactBucket,
      plan: options.plan,
      revertDrift: options.revertDrift,
      retainResources: options.retain,
      skipResources: options.skip,
      forceRollback: options.forceRollback,
      signal: io.stop(),
      gate: input => requirePrivate(input, project.templatePath, io),
      // Again for the processed template, since macros may have changed it.
      planGate: input => requirePrivate(input, project.templatePath, io),
      ...followOn(io, flags),
    });
    io.out(options.json ? json(result) : summary(result, options));
  } catch (error) {
    if (options.json && error instanceof StackError && error.result) {
      io.out(json(error.result));
    }
    throw error;
  } finally {
    aws.close();
  }
}

/** Binds the stack of a generated service to its catalog entity. A stack without this tag is not trusted. */
function ownerTagOf({ answers }: Project): OwnerTag | undefined {
  if (typeof answers?.name !== 'string') return undefined;
  return {
    key: PRIVATE_API_STACK_TAG,
    value: `component:default/${answers.name}`,
  };
}

/** The tag with the owner of the service, as the scaffolder's action sets it. */
function recordedOwner({ answers }: Project): Record<string, string> {
  const owner = ownerRefOf(answers?.owner);
  return owner ? { [PRIVATE_API_STACK_OWNER_TAG]: owner } : {};
}

function requirePrivate(
  input: { templateBody: string; parameters: Record<string, string> },
  file: string,
  io: Io,
) {
  const verdict = verifyTemplate({
    template: input.templateBody,
    parameters: input.parameters,
  });
  try {
    assertPrivate(verdict);
  } catch (error) {
    io.err(formatVerdict(verdict, 'text', { file }));
    throw error;
  }
}

function summary(
  result: DeployResult,
  { plan: isPlan, revertDrift }: DeployOptions,
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
