import { Account, Properties } from '../account/account';
import { evaluatorFor, liveLookup } from './evaluation';
import { isSecret } from './parameters';
import { Desired, Stack } from './stack';

/**
 * A resource's properties as its stack last asked for them, resolved; the
 * live ones where that cannot be said any more.
 *
 * @param mask - shows `****` for parameters with `NoEcho`
 */
export function declaredProperties(
  account: Account,
  stack: Stack,
  logicalId: string,
  mask = false,
): Properties {
  const declared = stack.desired?.template.resources[logicalId];
  const live = stack.resources.get(logicalId)?.live?.properties ?? {};
  if (!stack.desired || !declared) return live;
  const desired = mask ? masked(stack.desired) : stack.desired;
  try {
    return evaluatorFor(
      stack,
      desired,
      account.identity,
      liveLookup(stack),
    ).properties(declared.properties);
  } catch {
    return live;
  }
}

/** The same with `****` in the place of parameters with `NoEcho`. */
export function masked(desired: Desired): Desired {
  const parameters = Object.entries(desired.parameters).map(([name, text]) => [
    name,
    isSecret(desired.template, name) ? '****' : text,
  ]);
  return { ...desired, parameters: Object.fromEntries(parameters) };
}
