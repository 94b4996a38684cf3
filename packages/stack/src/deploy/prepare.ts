import type { CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import { createHash } from 'node:crypto';
import { type Artifact, objectUrl, uploadArtifact } from '../assets/bucket';
import { packageAssets } from '../assets/package';
import type { StackDescription } from '../describe';
import { StackError } from '../errors';
import { completeParameters } from '../template/parameters';
import type { Template } from '../template/parse';
import type { DeployOptions } from '../types';
import { bucketOwnerOf } from './account';
import { idleStack } from './idle';
import type { Operation } from './operation';
import { type Decision, decide } from './state';
import { madeStackNote } from './tokens';

/** Everything that is known before anything is changed. */
export type PreparedDeploy = Decision & {
  template: Template;
  existing: StackDescription | undefined;
  artifacts: Artifact[];
  /** What every parameter of the template gets. */
  parameters: Record<string, string>;
  /** True when the change set, or an earlier run of this attempt, makes the stack. */
  madeStack: boolean;
  /** Without the template itself, which may have to go through S3. */
  input: CreateChangeSetCommandInput;
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const inlineTemplateBytes = 51_200;
const largestTemplateBytes = 1_000_000;

/**
 * Waits until nobody else is at work on the stack, bundles the functions, completes the parameters and asks the gate.
 * Changes nothing.
 *
 * @param round - from 1; another one follows when somebody else was faster
 * @throws StackError
 */
export async function prepare(
  operation: Operation,
  options: DeployOptions,
  template: Template,
  round: number,
): Promise<PreparedDeploy> {
  const { stackName, ownerTag, onExisting = 'update' } = options;
  const existing = await idleStack(operation, options);
  const decision = decide({ stackName, existing, onExisting, ownerTag });
  await requireMayChange(options, existing);
  operation.progress(
    `Stack ${stackName}: ${existing ? existing.status : 'not there yet'}`,
  );
  operation.throwIfCancelled();

  const isUpdate = decision.kind === 'update';
  const { artifacts, parameters } = await packageAssets({
    template,
    root: options.root,
    artifactBucket: options.artifactBucket,
  });
  const { changeSet, effective } = completeParameters({
    template,
    given: options.parameters ?? {},
    filled: parameters,
    previous: isUpdate ? existing!.parameters : {},
  });
  await askGate(options, template, effective);
  operation.throwIfCancelled();
  const { tagsOfNewStack = {} } = options;
  const tags = {
    ...(isUpdate ? existing!.tags : tagsOfNewStack),
    // These may come from a repository, which must not say who made the stack.
    ...without(options.tags, tagsOfNewStack),
    ...(ownerTag ? { [ownerTag.key]: ownerTag.value } : {}),
  };
  const madeStack = decision.kind === 'create' || operation.madeEmptyStack;
  const { token } = operation;
  return {
    ...decision,
    template,
    existing,
    artifacts,
    parameters: effective,
    madeStack,
    input: {
      StackName: stackName,
      ChangeSetName: token,
      ClientToken: round === 1 ? token : `${token}-${round}`,
      ...(madeStack ? { Description: madeStackNote(token) } : {}),
      ChangeSetType: isUpdate ? 'UPDATE' : 'CREATE',
      Parameters: changeSet,
      Capabilities: [
        'CAPABILITY_NAMED_IAM',
        ...(template.hasTransform ? (['CAPABILITY_AUTO_EXPAND'] as const) : []),
      ],
      // CloudFormation reserves aws:, and drops on an update what is not named again.
      Tags: Object.entries(tags)
        .filter(([Key]) => !Key.startsWith('aws:'))
        .map(([Key, Value]) => ({ Key, Value })),
      RoleARN: options.roleArn,
    },
  };
}

/** @returns the tags whose names the other object does not have */
function without(tags: Record<string, string> = {}, names: object) {
  return Object.fromEntries(
    Object.entries(tags).filter(([name]) => !Object.hasOwn(names, name)),
  );
}

/** @throws StackError `exists` with the reason of `whyKeepExisting`; what it throws itself */
async function requireMayChange(
  { whyKeepExisting }: DeployOptions,
  existing: StackDescription | undefined,
): Promise<void> {
  if (!existing || existing.status === 'DELETE_COMPLETE') return;
  const reason = await whyKeepExisting?.(existing);
  if (reason) throw new StackError('exists', reason);
}

async function askGate(
  { gate, stackName }: DeployOptions,
  template: Template,
  parameters: Record<string, string>,
) {
  try {
    await gate?.({ templateBody: template.body, parameters });
  } catch (error) {
    throw new StackError(
      'blocked',
      `Stack ${stackName} is not deployed: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Uploads what is missing in the artifact bucket.
 *
 * @returns how CloudFormation gets the template: in the request, or from S3 when it is too big for that
 * @throws StackError
 */
export async function upload(
  operation: Operation,
  options: DeployOptions,
  prepared: PreparedDeploy,
): Promise<{ TemplateBody: string } | { TemplateURL: string }> {
  const { s3, artifactBucket: bucket } = options;
  const { body, path } = prepared.template;
  const bytes = Buffer.from(body, 'utf8');
  const isInline = bytes.length <= inlineTemplateBytes;
  if (bytes.length > largestTemplateBytes) {
    throw new StackError(
      'input',
      `Template ${path} has ${bytes.length} bytes; CloudFormation takes at most ${largestTemplateBytes}. Split it.`,
    );
  }
  if (!isInline && !bucket) {
    throw new StackError(
      'input',
      `Template ${path} has ${bytes.length} bytes, more than ${inlineTemplateBytes}, and must go through S3: name the artifact bucket (artifactBucket of the environment, --artifact-bucket).`,
    );
  }
  const template: Artifact = {
    key: `templates/${createHash('sha256').update(bytes).digest('hex')}`,
    body: bytes,
    contentType: 'application/octet-stream',
  };
  const artifacts = [...prepared.artifacts, ...(isInline ? [] : [template])];
  const bucketOwner = artifacts.length
    ? await bucketOwnerOf(operation, options)
    : undefined;
  for (const artifact of artifacts) {
    operation.throwIfCancelled();
    const { calls, signal } = operation;
    const isNew = await uploadArtifact({
      s3,
      calls,
      bucket: bucket!,
      bucketOwner,
      artifact,
      signal,
    }).catch(error => {
      operation.throwIfCancelled();
      throw error;
    });
    operation.progress(
      `${isNew ? 'Uploaded' : 'Already in the bucket:'} ${artifact.key} (${
        artifact.body.length
      } bytes)`,
    );
  }
  return isInline
    ? { TemplateBody: body }
    : { TemplateURL: await objectUrl(s3, bucket!, template.key) };
}
