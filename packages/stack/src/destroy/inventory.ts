import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { UnreachableError } from '../aws/calls';
import { errorCode } from '../aws/faults';
import type { Operation } from '../deploy/operation';
import { listedResources } from '../describe';
import { type Template, type TemplateResource } from '../template/parse';
import type { StackPart } from './types';

/** What becomes of a resource when its stack is deleted; `unknown` where the template could not be read. */
export type Fate = 'deleted' | 'retained' | 'snapshot' | 'unknown';

/** A resource of the stack and what becomes of it. */
export type InventoryPart = StackPart & {
  fate: Fate;
  /**
   * The stack has made it, or has taken it in. A creation that failed because the name was taken shows the physical id
   * of somebody else's resource.
   */
  isOwn: boolean;
  /** A custom resource of the same template names it. */
  isNamedByCustomResource: boolean;
};

const ownStatus =
  /^(CREATE_COMPLETE|IMPORT_COMPLETE|UPDATE_\w+|DELETE_(FAILED|IN_PROGRESS))$/;

const nestedStack = 'AWS::CloudFormation::Stack';

/**
 * What a stack and those nested in it have, and what their deletion leaves.
 *
 * @param retain - logical ids of the stack's own resources that are to be left behind
 * @throws UnreachableError, or what the SDK throws; a template that may not be read is told as progress
 */
export async function takeInventory(
  operation: Operation,
  stackArn: string,
  retain: string[],
): Promise<InventoryPart[]> {
  return inventoryOf(operation, { stackArn, retain, path: [] });
}

async function inventoryOf(
  operation: Operation,
  of: { stackArn: string; retain: string[]; path: string[]; fate?: Fate },
): Promise<InventoryPart[]> {
  const { calls, cloudFormation } = operation;
  const all = await listedResources(
    { cloudFormation, stackName: of.stackArn },
    calls,
  );
  const present = all.filter(({ status }) => status !== 'DELETE_COMPLETE');
  if (present.length === 0) return [];
  const template = await templateOf(operation, of.stackArn);
  const parts: InventoryPart[] = [];
  for (const { status, ...resource } of present) {
    const { logicalId, physicalId, type } = resource;
    const fate = of.retain.includes(logicalId)
      ? 'retained'
      : of.fate ?? fateOf(template?.resources[logicalId]);
    parts.push({
      ...resource,
      ...(of.path.length > 0 ? { path: of.path } : {}),
      fate,
      isOwn: ownStatus.test(status),
      isNamedByCustomResource: isNamed(logicalId, template),
    });
    if (type === nestedStack && physicalId) {
      const nested = await inventoryOf(operation, {
        stackArn: physicalId,
        retain: [],
        path: [...of.path, logicalId],
        ...(fate === 'retained' ? { fate } : {}),
      });
      parts.push(...nested);
    }
  }
  return parts;
}

async function templateOf(
  operation: Operation,
  stackArn: string,
): Promise<Template | undefined> {
  const { calls, cloudFormation } = operation;
  try {
    const { TemplateBody = '' } = await calls.call('GetTemplate', o =>
      cloudFormation.send(
        new GetTemplateCommand({
          StackName: stackArn,
          TemplateStage: 'Processed',
        }),
        o,
      ),
    );
    return await operation.parseTemplate(TemplateBody, `of ${stackArn}`);
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    operation.progress(
      `The template of ${stackArn} could not be read (${errorCode(
        error,
      )}): what its deletion policies keep is not known beforehand.`,
    );
    return undefined;
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html */
function fateOf(
  resource: (TemplateResource & { DeletionPolicy?: unknown }) | undefined,
): Fate {
  if (!resource) return 'unknown';
  const { Type, Properties, DeletionPolicy } = resource;
  const keepsSnapshotByDefault =
    Type === 'AWS::RDS::DBCluster' ||
    (Type === 'AWS::RDS::DBInstance' && !Properties?.DBClusterIdentifier);
  switch (DeletionPolicy ?? (keepsSnapshotByDefault ? 'Snapshot' : 'Delete')) {
    case 'Delete':
      return 'deleted';
    case 'Retain':
    case 'RetainExceptOnCreate':
      return 'retained';
    case 'Snapshot':
      return 'snapshot';
    default:
      return 'unknown';
  }
}

function isNamed(logicalId: string, template: Template | undefined): boolean {
  return Object.values(template?.resources ?? {}).some(
    ({ Type, Properties }) => {
      const isCustom =
        Type.startsWith('Custom::') ||
        Type === 'AWS::CloudFormation::CustomResource';
      if (!isCustom) return false;
      const text = JSON.stringify(Properties) ?? '';
      return text.includes(`"${logicalId}"`) || text.includes(`{${logicalId}}`);
    },
  );
}
