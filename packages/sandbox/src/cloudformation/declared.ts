import { Account, Properties } from '../account/Account';
import { evaluatorFor, liveLookup } from './evaluation';
import { isSecret } from './parameters';
import { Stack } from './Stack';
import { Desired } from './types';

/**
 * The resolved properties that the stack's current template declares for a
 * resource. The live properties if the template can no longer be evaluated.
 *
 * @param mask - whether to replace parameters with `NoEcho` by `****`
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

/** A copy with `****` in place of parameters with `NoEcho`. */
export function masked(desired: Desired): Desired {
  const parameters = Object.entries(desired.parameters).map(([name, text]) => [
    name,
    isSecret(desired.template, name) ? '****' : text,
  ]);
  return { ...desired, parameters: Object.fromEntries(parameters) };
}
