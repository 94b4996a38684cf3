import { ConflictError, InputError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { RANGE_PARAMETERS } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type DestroyOptions,
  type DestroyResult,
  type EmptiedBucket,
  type RetainedPart,
  StackError,
  destroyStack,
} from '@private-serverless/stack';
import { templateWorkers } from '@private-serverless/privacy';
import { ownerTagOf } from './boundStack';
import { followInLog } from '../tasks/followInLog';
import type { NamedStack } from './stacksOf';

/** Options of the deletion that the user chose. */
export type DestroyChoices = Pick<
  DestroyOptions,
  'emptyBuckets' | 'liftProtection' | 'retainResources' | 'onBusy'
>;

/** Result for all stacks. Each item has the ARN of its stack. */
export type Destroyed = {
  /** Resources that stay in AWS; in a dry run, resources that would stay. */
  retained: Array<RetainedPart & { stackArn: string }>;
  emptied: Array<EmptiedBucket & { stackArn: string }>;
  /** In a dry run: reasons that would block the deletion. */
  obstacles: string[];
};

/**
 * Deletes stacks one after the other, and follows each deletion until it ends. First, it plans all deletions. If something
 * blocks one of them, it deletes no stack. A dry run logs the plans and stops.
 *
 * @throws ConflictError if something blocks a deletion
 * @throws InputError if `retainResources` is set for several stacks
 * @throws StackError if a deletion fails; the stacks before it are deleted
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
    if (isGone) logger.info(`Stack ${arn} is already deleted.`);
  }
  const live = stacks.filter(({ isGone }) => !isGone);
  requireOneStackToRetainFrom(live, choices);
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
        claimedRange: RANGE_PARAMETERS,
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
    for (const part of result?.retained ?? []) {
      logger.info(retainedLine(part, choices.retainResources));
    }
  }
  return done;
}

/**
 * The resource, why it is retained, and the command that deletes it.
 *
 * @param onRequest - logical IDs of the resources of the stack itself that an input retains
 */
export function retainedLine(
  part: RetainedPart,
  onRequest: readonly string[] = [],
): string {
  const { path = [], logicalId, type, physicalId, command } = part;
  const name = [...path, logicalId].join(' › ');
  const why = onRequest.includes(name)
    ? 'on request'
    : 'by its deletion policy';
  return `Retained ${why}: ${name} (${type})${
    physicalId ? ` ${physicalId}` : ''
  }${command ? `. To delete it: ${command}` : ''}`;
}

function requireOneStackToRetainFrom(
  live: NamedStack[],
  { retainResources = [] }: DestroyChoices,
) {
  if (retainResources.length === 0 || live.length < 2) return;
  throw new InputError(
    `retainResources: applies to one stack, but the component names ${
      live.length
    }: ${live
      .map(({ arn }) => arn)
      .join(
        ', ',
      )}. In the annotation of the component, keep only the stack whose deletion failed. Nothing was changed.`,
  );
}

/** Another user may have deleted the stack in the meantime. */
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
