import {
  ownerRefOf,
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/environment';
import {
  deployStack,
  type OwnerTag,
  type Project,
  StackError,
} from '@private-serverless/stack';
import { deploySummary, resultJson } from '../lib/deployOutput';
import {
  deployTarget,
  type TargetOptions,
} from '../lib/environment/deployTarget';
import { requireReady } from '../lib/environment/requireReady';
import { freshFacts } from '../lib/environment/freshFacts';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';
import { projectWith } from '../lib/project';
import { proofOptions } from '../lib/proofOptions';
import { requirePrivate } from '../lib/requirePrivate';
import { writeProofFiles } from '../lib/proofFiles';
import { UsageError } from '../lib/usage';

/** Options of `deploy`. */
export type DeployOptions = TargetOptions & {
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
  const destination = await deployTarget(options, project, io.err);
  const { aws, options: ofEnvironment } = destination;
  try {
    await requireReady(
      destination,
      { answers: project.answers, parameters: project.parameters, stackName },
      io,
    );
    const facts = await freshFacts(project, destination, {
      isPlan: options.plan ?? false,
      io,
    });
    const { settings, ...repository } = await proofOptions(
      project.root,
      destination.environment,
      io.err,
    );
    // Without an environment, nobody but the repository says that a rule does not matter.
    const proof = {
      ...repository,
      ...facts,
      ...(destination.environment && { settings }),
    };
    const result = await deployStack({
      ...aws,
      ...ofEnvironment,
      ...project,
      stackName,
      ownerTag: ownerTagOf(project),
      tags: {
        ...project.tags,
        ...ofEnvironment.tags,
        ...recordedOwner(project),
      },
      artifactBucket: options.artifactBucket ?? ofEnvironment.artifactBucket,
      plan: options.plan,
      revertDrift: options.revertDrift,
      retainResources: options.retain,
      skipResources: options.skip,
      forceRollback: options.forceRollback,
      signal: io.stop(),
      gate: async input => {
        await requirePrivate(input, project.templatePath, io, proof);
        if (project.answers && !options.plan) await keepProof(project.root, io);
      },
      // Again for the processed template, since macros may have changed it.
      planGate: input => requirePrivate(input, project.templatePath, io, proof),
      ...followOn(io, flags),
    });
    io.out(options.json ? resultJson(result) : deploySummary(result, options));
  } catch (error) {
    if (options.json && error instanceof StackError && error.result) {
      io.out(resultJson(error.result));
    }
    throw withEnvironment(options, project, error);
  } finally {
    aws.close();
  }
}

/** A proof that cannot be written does not stop the deploy, unless it would be written outside the repository. */
async function keepProof(root: string, io: Io): Promise<void> {
  await writeProofFiles(root, io).catch(error => {
    if (/is a link to/.test(error.message)) throw error;
    io.err(`Warning: the privacy proof is not written: ${error.message}`);
  });
}

/** Adds to the error about parameters without a value where they come from: some depend on the account. */
function withEnvironment(
  { environment }: DeployOptions,
  { answers }: Project,
  error: unknown,
): unknown {
  const id = answers?.environment;
  return environment === undefined &&
    typeof id === 'string' &&
    error instanceof StackError &&
    error.code === 'input' &&
    error.message.includes('has no value and no default')
    ? error.withLines([
        `Or set --environment ${id}, and --config if its configuration is not in a folder above: the deploy then chooses what depends on the account.`,
      ])
    : error;
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
