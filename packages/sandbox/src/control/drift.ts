import { Properties } from '../account/Account';
import { Stacks } from '../cloudformation/Stacks';
import { StackResource } from '../cloudformation/types';
import { handlerOf } from '../resources';
import { ResourceServices } from '../resources/contract';
import { ControlError, Place } from './checks';

/** The state that the drift control calls change. */
export type DriftContext = { stacks: Stacks; services: ResourceServices };

/**
 * Changes live properties of a resource outside of CloudFormation.
 *
 * @param properties - merged by top-level name. null removes a property.
 * @throws ControlError 404 if the stack does not have such a live resource
 */
export function changeResource(
  context: DriftContext,
  { stackName, logicalId, properties }: Place & { properties: Properties },
): void {
  const { live, stack } = find(context, { stackName, logicalId });
  live.properties = Object.fromEntries(
    Object.entries({ ...live.properties, ...properties }).filter(
      ([, value]) => value !== null,
    ),
  );
  stack.changed();
}

/**
 * Deletes a live resource outside of CloudFormation. Its stack still lists it.
 *
 * @throws ControlError 404 if the stack does not have such a live resource, 409
 *   if the resource cannot be deleted
 */
export async function removeResource(
  context: DriftContext,
  place: Place,
): Promise<void> {
  const { stack, resource, live } = find(context, place);
  const { services } = context;
  try {
    await handlerOf(live.type).delete?.(
      {
        ...services,
        stackId: stack.id,
        stackName: stack.name,
        logicalId: resource.logicalId,
        memory: {},
        once: (_, compute) => compute(),
      },
      live,
    );
  } catch (error) {
    throw new ControlError(409, (error as Error).message);
  }
  services.account.remove(live);
}

function find({ stacks, services }: DriftContext, place: Place) {
  const stack = stacks.find(place.stackName);
  if (!stack) {
    throw new ControlError(404, `Stack '${place.stackName}' does not exist`);
  }
  const isLive = ({ live }: StackResource) =>
    live !== undefined && services.account.list(live.type).includes(live);
  const resource = stack.resources.get(place.logicalId);
  if (!resource || !isLive(resource)) {
    const names = [...stack.resources.values()]
      .filter(isLive)
      .map(one => one.logicalId);
    throw new ControlError(
      404,
      `Stack '${place.stackName}' does not have a live resource '${
        place.logicalId
      }'. Live resources: ${names.join(', ') || 'none'}.`,
    );
  }
  return { stack, resource, live: resource.live! };
}
