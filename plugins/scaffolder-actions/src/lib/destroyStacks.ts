import { ConflictError, InputError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  type DestroyOptions,
  type DestroyResult,
  type EmptiedBucket,
  StackError,
  type StackPart,
  destroyStack,
} from '@private-serverless/stack';
import { ownerTagOf } from './boundStack';
import { followInLog } from './followInLog';
import type { NamedStack } from './stacksOf';
import { templateWorkers } from './templates/TemplateWorkers';

/** What a person allowed. */
export type DestroyChoices = Pick<
  DestroyOptions,
  'emptyBuckets' | 'liftProtection' | 'retainResources' | 'onBusy'
>;

/** What became of the stacks, each with the ARN of its stack. */
export type Destroyed = {
  /** What is kept in AWS; in a dry run: would be. */
  retained: Array<StackPart & { stackArn: string }>;
  emptied: Array<EmptiedBucket & { stackArn: string }>;
  /** In a dry run: what is in the way of one of them. */
  obstacles: string[];
};

/**
 * Deletes stacks one after the other and follows each. Before the first one is touched, all are looked at: what is in
 * the way of one of them refuses all. A dry run stops there and tells the plans.
 *
 * @throws ConflictError where something is in the way; InputError for `retainResources` of several stacks
 * @throws StackError where a stack cannot be deleted; those before it are gone
 */
export async function destroyStacks(
  ctx: Pick<ActionContext<any, any>, 'logger' | 'signal' | 'isDryRun'>,
  entityRef: string,
  stacks: NamedStack[],
  choices: DestroyChoices,
): Promise<Destroyed> {
  const { logger, isDryRun } = ctx;
  const done: Destroyed = { retained: [], emptied: [], obstacles: [] };
  for (const { arn, isGone } of stacks) {
    if (isGone) logger.info(`Stack ${arn} is gone already.`);
  }
  const live = stacks.filter(({ isGone }) => !isGone);
  requireOneToRetainOf(live, choices);
  const destroy = (
    { arn, environment, clients, whyKeep }: NamedStack,
    plan: boolean,
  ) =>
    unlessGone(
      destroyStack({
        ...clients,
        ...followInLog(ctx),
        readTemplateText: templateWorkers.read,
        ...choices,
        accountId: environment.accountId,
        stackName: arn,
        ownerTag: ownerTagOf(entityRef),
        roleArn: environment.cloudFormationRoleArn,
        plan,
        whyKeep,
      }),
    );

  for (const stack of live) {
    const result = await destroy(stack, true);
    const { lines = [], obstacles: own = [] } = result?.plan ?? {};
    done.obstacles.push(...own.map(text => `Stack ${stack.arn}: ${text}`));
    if (!isDryRun) continue;
    logger.info(`Would delete ${stack.arn}.`);
    for (const line of lines) logger.info(line);
    note(done, stack.arn, result);
  }
  if (isDryRun) return done;
  if (done.obstacles.length > 0) {
    throw new ConflictError(
      `${entityRef} was not destroyed. ${done.obstacles.join(
        '\n',
      )}\nNothing was changed.`,
    );
  }

  for (const stack of live) {
    const result = await destroy(stack, false);
    note(done, stack.arn, result);
    for (const { bucket, objects } of result?.emptied ?? []) {
      logger.info(`Emptied bucket ${bucket}: ${objects} objects.`);
    }
    for (const { logicalId, type, physicalId = '' } of result?.retained ?? []) {
      logger.info(
        `Kept by its deletion policy: ${logicalId} (${type}) ${physicalId}`,
      );
    }
  }
  return done;
}

function requireOneToRetainOf(
  live: NamedStack[],
  { retainResources = [] }: DestroyChoices,
) {
  if (retainResources.length === 0 || live.length < 2) return;
  throw new InputError(
    `retainResources is for one stack, and the component names ${
      live.length
    }: ${live
      .map(({ arn }) => arn)
      .join(
        ', ',
      )}. Leave in its annotation only the one whose deletion has failed. Nothing was changed.`,
  );
}

/** Somebody else may have deleted it in this moment. */
async function unlessGone(
  result: Promise<DestroyResult>,
): Promise<DestroyResult | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof StackError && error.code === 'notFound') {
      return undefined;
    }
    throw error;
  }
}

function note(
  { retained, emptied }: Destroyed,
  stackArn: string,
  result: DestroyResult | undefined,
) {
  for (const part of result?.retained ?? []) {
    retained.push({ stackArn, ...part });
  }
  for (const bucket of result?.emptied ?? []) {
    emptied.push({ stackArn, ...bucket });
  }
}
