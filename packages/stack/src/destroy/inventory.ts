import { errorCode, UnreachableError } from '../session/aws/faults';
import { readResources, type StackResource } from '../session/describe';
import type { StackSession } from '../session/StackSession';
import { readLiveTemplate } from '../template/liveTemplate';
import type { Template, TemplateResource } from '../template/parse';
import { isCustomResource, stackType } from '../template/resourceTypes';
import { hasDeletionProtection } from './deletionProtection';
import { foreignIds } from './foreign';
import type { StackPart } from './types';

/** What happens to a resource when its stack is deleted. `unknown`: the template could not be read. */
export type DeletionEffect = 'deleted' | 'retained' | 'snapshot' | 'unknown';

/** A resource of the stack and what happens to it. */
export type InventoryPart = StackPart & {
  effect: DeletionEffect;
  /**
   * True if the stack created or imported the resource completely. Only then may its content be deleted.
   */
  isOwn: boolean;
  /**
   * True if the stack never had the resource, because its name was taken: what has the physical ID belongs to somebody
   * else.
   */
  isForeign: boolean;
  /** True if a custom resource of the same template refers to it. */
  isNamedByCustomResource: boolean;
  /** True if it certainly has deletion protection, so that CloudFormation could not delete it. */
  hasDeletionProtection: boolean;
};

const ownStatus =
  /^(CREATE_COMPLETE|IMPORT_COMPLETE|UPDATE_\w+|DELETE_(FAILED|IN_PROGRESS))$/;

/**
 * The resources of a stack and of its nested stacks, and what a deletion does to each. If a template cannot be read, a
 * progress line reports it.
 *
 * @param retain - logical IDs of the resources of the stack itself to retain
 * @param parameters - values of the parameters of the stack
 * @throws UnreachableError, or what the SDK throws
 */
export async function takeInventory(
  session: StackSession,
  stackArn: string,
  retain: string[],
  parameters: Record<string, string> = {},
): Promise<InventoryPart[]> {
  return inventoryOf(session, { stackArn, retain, parameters, path: [] });
}

async function inventoryOf(
  session: StackSession,
  of: {
    stackArn: string;
    retain: string[];
    parameters: Record<string, string>;
    path: string[];
    effect?: DeletionEffect;
  },
): Promise<InventoryPart[]> {
  const all = await readResources(session, of.stackArn);
  const present = all.filter(exists);
  if (present.length === 0) return [];
  const template = await templateOf(session, of.stackArn);
  const foreign = await foreignIds(session, of.stackArn, present);
  const parts: InventoryPart[] = [];
  for (const { status, ...resource } of present) {
    const { logicalId, physicalId, type } = resource;
    const effect = of.retain.includes(logicalId)
      ? 'retained'
      : of.effect ?? deletionEffectOf(template?.resources[logicalId]);
    parts.push({
      ...resource,
      ...(of.path.length > 0 ? { path: of.path } : {}),
      effect,
      isOwn: ownStatus.test(status) && !foreign.has(logicalId),
      isForeign: foreign.has(logicalId),
      isNamedByCustomResource: isNamed(logicalId, template),
      hasDeletionProtection: hasDeletionProtection(
        template?.resources[logicalId],
        template,
        of.parameters,
      ),
    });
    if (type === stackType && physicalId) {
      const nested = await inventoryOf(session, {
        stackArn: physicalId,
        retain: [],
        parameters: {},
        path: [...of.path, logicalId],
        ...(effect === 'retained' ? { effect } : {}),
      });
      parts.push(...nested);
    }
  }
  return parts;
}

/** False for a resource that is deleted, or whose create failed before it had a physical ID. */
function exists({ status, physicalId }: StackResource): boolean {
  return (
    status !== 'DELETE_COMPLETE' && (status !== 'CREATE_FAILED' || !!physicalId)
  );
}

async function templateOf(
  session: StackSession,
  stackArn: string,
): Promise<Template | undefined> {
  try {
    return await readLiveTemplate(session, stackArn);
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    session.progress(
      `Failed to read the template of ${stackArn} (${errorCode(
        error,
      )}): it is unknown which resources its deletion policies retain.`,
      'warn',
    );
    return undefined;
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html */
function deletionEffectOf(
  resource: (TemplateResource & { DeletionPolicy?: unknown }) | undefined,
): DeletionEffect {
  if (!resource) return 'unknown';
  const { Type, Properties, DeletionPolicy } = resource;
  const hasSnapshotByDefault =
    Type === 'AWS::RDS::DBCluster' ||
    (Type === 'AWS::RDS::DBInstance' && !Properties?.DBClusterIdentifier);
  switch (DeletionPolicy ?? (hasSnapshotByDefault ? 'Snapshot' : 'Delete')) {
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
      if (!isCustomResource(Type)) return false;
      const text = JSON.stringify(Properties) ?? '';
      return text.includes(`"${logicalId}"`) || text.includes(`{${logicalId}}`);
    },
  );
}
