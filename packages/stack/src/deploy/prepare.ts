import type { CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import type { Artifact } from '../assets/bucket';
import { packageAssets } from '../assets/package';
import { waitUntilIdle } from '../follow/waitUntilIdle';
import type { StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import { isStackGone } from '../session/states';
import { completeParameters } from '../template/parameters';
import type { Template } from '../template/parse';
import { stackType } from '../template/resourceTypes';
import { accountParameters } from './accountParameters';
import type { Attempt } from './Attempt';
import { type Decision, decide } from './decision';
import { readDeployedOf, type ReadDeployed } from './readDeployed';
import { checkCanRevertDrift } from './revertDrift';
import { createdStackNote } from './tokens';

/** Everything that is known before the first change. */
export type PreparedDeploy = Decision & {
  existing: StackDescription | undefined;
  artifacts: Artifact[];
  /** The value of each parameter of the template. */
  parameters: Record<string, string>;
  /** True if the change set, or an earlier run of this attempt, creates the stack. */
  createsStack: boolean;
  /** The template that an update replaces. */
  deployed: ReadDeployed;
  /** Without the template, which may have to be uploaded to S3. */
  input: CreateChangeSetCommandInput;
};

/**
 * Waits until no other stack operation is in progress, bundles the functions, completes the parameters and calls the
 * gate. Changes nothing but the claim of an address range.
 *
 * @param round - number of times that another stack operation started first, plus 1
 * @throws StackError as `deployStack`
 */
export async function prepare(
  attempt: Attempt,
  round: number,
): Promise<PreparedDeploy> {
  const { session, options, template } = attempt;
  const { stackName, ownerTag, onExisting = 'update' } = options;
  const existing = await waitUntilIdle(session, options);
  const decision = decide({ stackName, existing, onExisting, ownerTag });
  await checkMayChange(attempt, existing);
  if (options.revertDrift) checkCanRevertDrift(attempt, decision, existing);
  session.progress(
    `Stack ${stackName}: ${existing ? existing.status : 'does not exist yet'}`,
  );
  session.throwIfCancelled();

  const isUpdate = decision.kind === 'update';
  const { artifacts, parameters } = await packageAssets(session, {
    template,
    root: options.root,
    artifactBucket: options.artifactBucket,
  });
  const known = {
    template,
    given: options.parameters ?? {},
    filled: parameters,
    previous: isUpdate ? existing!.parameters : {},
  };
  const found = await accountParameters(attempt, known);
  const { changeSet, effective } = completeParameters({
    ...known,
    filled: { ...parameters, ...found },
  });
  const deployed = readDeployedOf(session, isUpdate ? existing : undefined);
  await checkGate(attempt, effective, deployed);
  session.throwIfCancelled();
  const createsStack =
    decision.kind === 'create' || attempt.earlierRunCreatedStack;
  return {
    ...decision,
    existing,
    artifacts,
    parameters: effective,
    createsStack,
    deployed,
    input: {
      // A name may belong to another stack by now. A stack to be created has only its name.
      StackName: decision.kind === 'create' ? stackName : existing!.stackArn,
      ...namesOf(attempt, round),
      ...(createsStack ? { Description: createdStackNote(attempt.token) } : {}),
      ChangeSetType: isUpdate ? 'UPDATE' : 'CREATE',
      Parameters: changeSet,
      Capabilities: [
        'CAPABILITY_NAMED_IAM',
        ...(template.hasTransform ? (['CAPABILITY_AUTO_EXPAND'] as const) : []),
      ],
      Tags: tagsOf(attempt, isUpdate ? existing : undefined),
      ...modeOf(attempt),
      // The defaults, which AWS's guide and its API reference describe differently.
      DeploymentConfig: { Mode: 'STANDARD', DisableRollback: false },
      RoleARN: options.roleArn,
    },
  };
}

/** CloudFormation does not combine the comparison with the actual state and the changes of nested stacks. */
function modeOf({
  options,
  template,
}: Attempt): Pick<
  CreateChangeSetCommandInput,
  'DeploymentMode' | 'IncludeNestedStacks'
> {
  if (options.revertDrift) return { DeploymentMode: 'REVERT_DRIFT' };
  return mayHaveNestedStacks(template) ? { IncludeNestedStacks: true } : {};
}

/** Without the flag, a change set does not contain what changes in nested stacks. A macro may add some. */
function mayHaveNestedStacks({ resources, hasTransform }: Template): boolean {
  return (
    hasTransform ||
    Object.values(resources).some(({ Type }) => Type === stackType)
  );
}

/** CloudFormation ignores a repeated client token, so a change set that replaces another one needs its own. */
function namesOf({ token }: Attempt, round: number) {
  return {
    ChangeSetName: token,
    ClientToken: round === 1 ? token : `${token}-${round}`,
  };
}

/** The tags of the stack. An update removes the tags that it does not name, and CloudFormation reserves `aws:`. */
function tagsOf({ options }: Attempt, updated: StackDescription | undefined) {
  const { tags = {}, tagsOfNewStack = {}, ownerTag } = options;
  const all = {
    ...(updated ? updated.tags : tagsOfNewStack),
    // `tags` may come from a repository, which must not override the record of who created the stack.
    ...without(tags, tagsOfNewStack),
    ...(ownerTag ? { [ownerTag.key]: ownerTag.value } : {}),
  };
  return Object.entries(all)
    .filter(([Key]) => !Key.startsWith('aws:'))
    .map(([Key, Value]) => ({ Key, Value }));
}

/** @returns the tags whose names the other object does not have */
function without(tags: Record<string, string>, names: object) {
  return Object.fromEntries(
    Object.entries(tags).filter(([name]) => !Object.hasOwn(names, name)),
  );
}

/** @throws StackError `exists` with the reason of `whyKeepExisting`; what `whyKeepExisting` throws */
async function checkMayChange(
  { options: { whyKeepExisting } }: Attempt,
  existing: StackDescription | undefined,
): Promise<void> {
  if (isStackGone(existing)) return;
  const reason = await whyKeepExisting?.(existing);
  if (reason) throw new StackError('exists', reason);
}

/** @throws StackError `blocked` with the gate's message */
async function checkGate(
  { options: { gate, stackName }, template }: Attempt,
  parameters: Record<string, string>,
  deployed: ReadDeployed,
) {
  try {
    await gate?.({ templateBody: template.body, parameters, deployed });
  } catch (error) {
    throw new StackError(
      'blocked',
      `Stack ${stackName} is not deployed: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
