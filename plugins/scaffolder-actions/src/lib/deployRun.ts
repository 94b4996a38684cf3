import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ownerRefOf,
  PRIVATE_API_STACK_OWNER_TAG,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type {
  AwsClients,
  Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  type DeployOptions,
  type DeployResult,
  type Patience,
  type Project,
  type StackDescription,
  StackError,
  deployStack,
  describeStack,
} from '@private-serverless/stack';
import type { OwnerAccess } from './actsForOwner';
import { type Attempt, placeOf } from './attempts';
import { ownerTagOf } from './boundStack';
import type { CatalogAccess } from './catalogRemoval';
import { reserveToContinue } from './continueStack';
import { choiceOfTheTask, type OnExisting } from './freeName';
import { followInLog } from './followInLog';
import { gatesOf } from './gates';
import { mayGoOn } from './mayGoOn';
import { neverDeployedArn } from './neverDeployed';
import { requirePrivate } from './proof';
import { STACK_TAG_TASK_ID } from './taskTag';
import { templateText } from './templates/templateText';
import { templateWorkers } from './templates/TemplateWorkers';

type Deploy = {
  clients: AwsClients;
  patience?: Partial<Patience>;
  environment: Environment;
  project: Project;
  stackName: string;
};

type Input = Pick<
  DeployOptions,
  'onBusy' | 'skipResources' | 'retainResources'
> & { onExisting?: OnExisting } & Parameters<typeof placeOf>[0];

type Outcome = Pick<
  DeployResult,
  'stackArn' | 'status' | 'operation' | 'outputs' | 'adopted' | 'plan'
>;

/** Reads the template and proves it; asks nobody on the network. */
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
  );
  return {
    stackArn: neverDeployedArn(environment, stackName),
    status: 'DRY_RUN',
    operation: 'none',
    outputs: {},
  };
}

/**
 * Deploys as one attempt of a task: begins the operation, or takes up the one that an earlier run had begun.
 *
 * An attempt is over when AWS has said how it went. Where AWS stopped answering it is not: the operation may be
 * under way, and the next run of the task takes it up.
 * @throws StackError; ConflictError where the name is taken and must not be
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
  const { ctx, environment, project, stackName, patience } = options;
  const { entityRef, credentials } = options;
  const place = placeOf(ctx.input);
  const aws = options.clients.forEnvironment(environment);
  const { accountId } = environment;
  const existing = await describeStack({
    ...aws,
    stackName,
    accountId,
    patience,
  }).catch(error => {
    throw mayGoOn(error, options.attempt, `stack ${stackName}`);
  });
  const onExisting = await choiceOfTheTask(ctx, place, {
    stackName,
    existing,
  });

  let { attempt } = options;
  const isGone = !existing || existing.status === 'DELETE_COMPLETE';
  if (attempt.isTakenUp && isGone) {
    // Nothing of the earlier run is left to take up, and CloudFormation may still remember its token.
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
    // Asked at once, so that nobody waits for an operation on a stack that is refused afterwards.
    if (existing && !isGone && !attempt.isTakenUp && whyKeepExisting) {
      const reason = await whyKeepExisting(existing);
      if (reason) throw new StackError('exists', reason);
      ctx.logger.info(continued(existing, entityRef));
    }
    return await deployStack({
      ...aws,
      ...followInLog(ctx),
      accountId,
      readTemplateText: templateWorkers.read,
      templatePath: project.templatePath,
      stackName,
      artifactBucket: environment.artifactBucket,
      parameters: project.parameters,
      tags: {
        ...project.tags,
        ...environment.tags,
        ...(owner ? { [PRIVATE_API_STACK_OWNER_TAG]: owner } : {}),
      },
      tagsOfNewStack: { [STACK_TAG_TASK_ID]: ctx.task.id },
      ownerTag: ownerTagOf(entityRef),
      roleArn: environment.cloudFormationRoleArn,
      token: attempt.token,
      resume: attempt.isTakenUp,
      onExisting,
      whyKeepExisting,
      onBusy: ctx.input.onBusy,
      skipResources: ctx.input.skipResources,
      retainResources: ctx.input.retainResources,
      terminationProtection: environment.deletionProtection,
      patience,
      ...gatesOf(ctx.logger),
    });
  } catch (error) {
    if (error instanceof StackError && error.code !== 'unreachable') {
      await attempt.fail(error).catch(() => {
        // The deploy's own error is what people need; the next run asks CloudFormation for this attempt's outcome.
        ctx.logger.warn('The end of this attempt could not be remembered.');
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
