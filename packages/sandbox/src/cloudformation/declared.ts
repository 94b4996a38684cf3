import { Account, Properties, Value } from '../account/Account';
import { asMap, sameValue } from '../account/values';
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

/**
 * The properties of a resource as the last deployment left them. After a failed
 * update without a rollback, they are not those of the current template.
 *
 * @param mask - whether to replace parameters with `NoEcho` by `****`
 */
export function deployedProperties(
  account: Account,
  stack: Stack,
  logicalId: string,
  mask = false,
): Properties {
  const declared = declaredProperties(account, stack, logicalId);
  const deployed = stack.resources.get(logicalId)?.deployed ?? declared;
  if (!mask) return deployed;
  return sameValue(deployed, declared)
    ? declaredProperties(account, stack, logicalId, true)
    : maskedProperties(stack, deployed);
}

/** A copy of properties without the values of parameters with `NoEcho`. */
export function maskedProperties(
  stack: Stack,
  properties: Properties,
): Properties {
  return asMap(maskedValue(properties, maskOf(stack)));
}

function maskedValue(value: Value, mask: (text: string) => string): Value {
  if (Array.isArray(value)) return value.map(item => maskedValue(item, mask));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        maskedValue(item, mask),
      ]),
    );
  }
  const text = String(value);
  const shown = mask(text);
  return shown === text ? value : shown;
}

/** Returns a function that replaces the values of parameters with `NoEcho` by `****`. */
export function maskOf({ desired }: Stack): (text: string) => string {
  const secrets = Object.entries(desired?.parameters ?? {})
    .filter(([name, text]) => text !== '' && isSecret(desired!.template, name))
    .flatMap(([, text]) => [text, JSON.stringify(text).slice(1, -1)]);
  return text =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, '****'), text);
}
