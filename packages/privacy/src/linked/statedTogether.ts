import type { Node } from '@private-serverless/template';
import type { Content } from '../template/build';
import { type Intent, intentOf } from '../template/intent';

/**
 * What several templates state about their purpose, as `Metadata.privateServerless` of one. The strictest counts: a flag that one of
 * them states, every service, and the paths of an app only if all that state something agree.
 *
 * @returns undefined if none states anything
 */
export function statedTogether(roots: readonly Node[]): Content | undefined {
  const stated = roots
    .map(intentOf)
    .filter(intent => Object.keys(intent).length > 0);
  if (stated.length === 0) return undefined;
  const flag = (name: 'production' | 'customerKey' | 'waf') =>
    stated.some(intent => intent[name] !== undefined)
      ? { [name]: stated.some(intent => intent[name]) }
      : {};
  const services = stated.flatMap(intent => intent.services ?? []);
  const appPaths = sameIn(stated, intent => intent.appPaths);
  const kinds = new Set(stated.flatMap(one => one.authorization ?? []));
  const authorization = (['iam', 'jwt', 'none'] as const).find(kind =>
    kinds.has(kind),
  );
  return {
    ...flag('production'),
    ...flag('customerKey'),
    ...flag('waf'),
    ...(authorization && { authorization }),
    ...(services.length > 0 && { services: [...new Set(services)] }),
    ...(appPaths && { appPaths }),
  };
}

function sameIn(
  stated: readonly Intent[],
  select: (intent: Intent) => readonly string[] | undefined,
): readonly string[] | undefined {
  const [first, ...others] = stated.map(select);
  return others.every(one => JSON.stringify(one) === JSON.stringify(first))
    ? first
    : undefined;
}
