import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ownerRefOf,
  PRIVATE_API_STACK_OWNER_TAG,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  type DeployOptions,
  type DeployResult,
  type RetryPolicy,
  type Project,
  type StackDescription,
  StackError,
  deployStack,
  describeStack,
  isStackGone,
} from '@private-serverless/stack';
import { templateWorkers } from '@private-serverless/privacy';
import type { OwnerAccess } from '../access/actsForOwner';
import { type Attempt, placeOf } from './attempts';
import { ownerTagOf } from '../stacks/boundStack';
import type { CatalogAccess } from '../catalog/catalogRemoval';
import { reserveToContinue } from './continueStack';
import { onExistingInThisRun, type OnExisting } from './onExisting';
import { followInLog } from '../tasks/followInLog';
import { freshFacts } from '../templates/freshFacts';
import { keepProof } from '../templates/keepProof';
import { privacyGates } from '../templates/privacyGates';
import { explainIfResumed } from './explainIfResumed';
import { placeholderStackArn } from '../stacks/placeholderStackArn';
import { requireReady } from '../readiness/requireReady';
import { proofOptions } from '../templates/proofOptions';
import { requirePrivate } from '../templates/requirePrivate';
import { STACK_TAG_TASK_ID } from '../tasks/taskTag';
import { templateText } from '../templates/templateText';

type Deploy = {
  clients: AwsClients;
  retryPolicy?: Partial<RetryPolicy>;
  environment: Environment;
  project: Project;
  stackName: string;
};

type Input = Pick<
  DeployOptions,
  | 'onBusy'
  | 'skipResources'
  | 'retainResources'
  | 'revertDrift'
  | 'forceRollback'
> & { onExisting?: OnExisting } & Parameters<typeof placeOf>[0];

type Outcome = Pick<
  DeployResult,
  | 'stackArn'
  | 'status'
  | 'operation'
  | 'outputs'
  | 'resumed'
  | 'plan'
  | 'leftovers'
>;

/** Reads the template and verifies it, without a network call. So what depends on an existing network stays unproven. */
export async function dryRunOfDeploy({
  project,
  environment,
  stackName,
  logger,
}: Deploy & { logger: LoggerService }): Promise<Outcome> {
  await requirePrivate(
    await templateText(project.templatePath),
    project.parameters,
    logger,
    {
      ...(await proofOptions(project.root, environment, logger)),
      isDryRun: true,
    },
  );
  return {
    stackArn: placeholderStackArn(environment, stackName),
    status: 'DRY_RUN',
    operation: 'none',
    outputs: {},
  };
}

/**
 * Runs one attempt of a task: starts the stack operation, or resumes the one that an earlier run started.
 *
 * An attempt ends when AWS reports the result. If AWS stops responding, the attempt stays open, because the stack
 * operation may still be in progress. The next run of the task resumes it.
 *
 * @throws StackError if the deploy fails
 * @throws ConflictError if a stack of this name exists and `onExisting` is `refuse`
 */
export async function runDeploy(
  options: Deploy &
    CatalogAccess &
    OwnerAccess & {
      ctx: ActionContext<Input, any>;
      entityRef: string;
      attempt: Attempt;
      credentials: BackstageCredentials;
    },
): Promise<Outcome> {
  const { ctx, environment, project, stackName, retryPolicy } = options;
  const { entityRef, credentials } = options;
  const place = placeOf(ctx.input);
  const aws = options.clients.forEnvironment(environment);
  const { accountId } = environment;
  const existing = await describeStack({
    ...aws,
    stackName,
    accountId,
    retryPolicy,
  }).catch(error => {
    throw explainIfResumed(error, options.attempt, `stack ${stackName}`);
  });
  const onExisting = await onExistingInThisRun(ctx, place, {
    stackName,
    existing,
  });

  let { attempt } = options;
  const isGone = isStackGone(existing);
  if (attempt.isResumed && isGone) {
    // Use a new token: the earlier run left nothing to resume, and CloudFormation may still know its token.
    attempt = await attempt.replace();
  }
  if (attempt.number > 1) ctx.logger.info(`Attempt ${attempt.number}.`);

  const owner = ownerRefOf(project.answers?.owner);
  const whyKeepExisting =
    ctx.input.onExisting === 'continue'
      ? (stack: StackDescription) =>
          reserveToContinue(options, stack, {
            entityRef,
            owner,
            taskId: ctx.task.id,
            credentials,
          })
      : undefined;

  try {
    // Verify before the wait for other stack operations, so that nobody waits for a stack that is refused afterwards.
    if (existing && !isGone && !attempt.isResumed && whyKeepExisting) {
      const reason = await whyKeepExisting(existing);
      if (reason) throw new StackError('exists', reason);
      ctx.logger.info(continued(existing, entityRef));
    }
    if (project.answers && !attempt.isResumed) {
      await requireReady({
        environment,
        clients: options.clients,
        logger: ctx.logger,
        parameters: project.parameters,
        needs: loadReadiness().serviceNeeds({
          answers: project.answers,
          environment,
          isFirstDeploy: isGone,
        }),
        service: {
          name: String(project.answers.name),
          stack: isGone ? undefined : existing,
        },
      });
    }
    const { ec2 } = options.clients.forReadiness(environment);
    const facts = await freshFacts({
      project,
      environment,
      clients: options.clients,
      logger: ctx.logger,
      keep: project.answers !== undefined,
    });
    const proof = await proofOptions(project.root, environment, ctx.logger);
    const gates = privacyGates(ctx.logger, { ...proof, ...facts });
    // The run that resumes an attempt calls no gate, but publishes the files.
    let isKept = project.answers === undefined;
    const keepOnce = async () => {
      if (isKept) return;
      isKept = true;
      await keepProof(project, ctx.logger);
    };
    const result = await deployStack({
      ...aws,
      ...followInLog(ctx),
      accountId,
      readTemplateText: templateWorkers.read,
      templatePath: project.templatePath,
      stackName,
      artifactBucket: environment.artifactBucket,
      parameters: project.parameters,
      ...loadReadiness().deployParameters({ environment, ec2 }),
      corporateCidrs: environment.corporateCidrs,
      tags: {
        ...project.tags,
        ...environment.tags,
        ...(owner ? { [PRIVATE_API_STACK_OWNER_TAG]: owner } : {}),
      },
      tagsOfNewStack: { [STACK_TAG_TASK_ID]: ctx.task.id },
      ownerTag: ownerTagOf(entityRef),
      roleArn: environment.cloudFormationRoleArn,
      token: attempt.token,
      resume: attempt.isResumed,
      onExisting,
      whyKeepExisting,
      onBusy: ctx.input.onBusy,
      skipResources: ctx.input.skipResources,
      retainResources: ctx.input.retainResources,
      revertDrift: ctx.input.revertDrift,
      forceRollback: ctx.input.forceRollback,
      terminationProtection: environment.deletionProtection,
      retryPolicy,
      ...gates,
      gate: async input => {
        await gates.gate?.(input);
        await keepOnce();
      },
    });
    await keepOnce();
    return result;
  } catch (error) {
    if (error instanceof StackError && error.code !== 'unreachable') {
      await attempt.fail(error).catch(() => {
        // Users need the error of the deploy. The next run reads the result of this attempt from CloudFormation.
        ctx.logger.warn('Failed to store the end of this attempt.');
      });
    }
    throw error;
  }
}

function continued(
  { stackName, status, tags }: StackDescription,
  entityRef: string,
): string {
  const owner = tags[PRIVATE_API_STACK_OWNER_TAG];
  return `Continuing with stack ${stackName} (${status})${
    owner ? `, deployed for ${owner}` : ''
  }: the catalog has no ${entityRef}.`;
}
