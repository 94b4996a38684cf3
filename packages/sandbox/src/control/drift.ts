import { Properties } from '../account/account';
import { Stacks } from '../cloudformation/stacks';
import { StackResource } from '../cloudformation/stack';
import { handlerOf } from '../resources';
import { ResourceServices } from '../resources/handler';
import { ControlError, Place } from './checks';

/** What the control calls about drift act on. */
export type DriftContext = { stacks: Stacks; services: ResourceServices };

/**
 * Changes live properties of a resource behind its stack's back.
 *
 * @param properties - merged by top-level name; null removes
 * Throws {@link ControlError} 404 where the stack has no such live resource.
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
 * Removes a live resource behind its stack's back: the stack still believes
 * in it. Throws {@link ControlError} 404 where the stack has no such live
 * resource, 409 where the resource itself refuses.
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
        once: (_, decide) => decide(),
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
    throw new ControlError(404, `There is no stack "${place.stackName}"`);
  }
  const alive = ({ live }: StackResource) =>
    live !== undefined && services.account.list(live.type).includes(live);
  const resource = stack.resources.get(place.logicalId);
  if (!resource || !alive(resource)) {
    const names = [...stack.resources.values()]
      .filter(alive)
      .map(one => one.logicalId);
    throw new ControlError(
      404,
      `The stack "${place.stackName}" has no live resource "${
        place.logicalId
      }"; it has: ${names.join(', ') || 'none'}`,
    );
  }
  return { stack, resource, live: resource.live! };
}
