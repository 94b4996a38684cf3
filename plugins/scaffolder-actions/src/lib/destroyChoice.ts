import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { confirmedComponent } from './confirmedComponent';
import { leftoverStack, type LeftoverAccess } from './leftoverStack';
import { type NamedStack, stacksOf } from './stacksOf';

/** What a person chose to destroy: a component of the catalog, or a leftover stack. */
export type DestroyChoice =
  | { entityRef: string }
  | { environment: string; stackArn: string };

/**
 * Reads the input of the destroy action. An empty text is what a form leaves of a field that was not answered.
 * @throws InputError unless the input names either a component, or an environment and a stack
 */
export function destroyChoiceOf(input: {
  entityRef?: string;
  environment?: string;
  stackArn?: string;
}): DestroyChoice {
  const { entityRef, environment, stackArn } = input;
  if (entityRef && stackArn) {
    throw new InputError(
      `entityRef '${entityRef}' and stackArn '${stackArn}' are both given. Give entityRef for a component of the catalog, or environment and stackArn for a leftover stack.`,
    );
  }
  if (entityRef) return { entityRef };
  if (environment && stackArn) return { environment, stackArn };
  throw new InputError(
    `${
      stackArn ? 'environment' : 'entityRef'
    } is missing. Give entityRef for a component of the catalog, or environment and stackArn for a leftover stack.`,
  );
}

/**
 * The stacks that a person chose and confirmed; a leftover stack comes without an entity.
 * @throws what `confirmedComponent`, `stacksOf` and `leftoverStack` throw
 */
export async function chosenStacks(
  access: LeftoverAccess,
  chosen: DestroyChoice & { confirm: string },
  credentials: BackstageCredentials,
): Promise<{ entity?: Entity; entityRef: string; stacks: NamedStack[] }> {
  if (!('entityRef' in chosen)) {
    return leftoverStack(access, chosen, credentials);
  }
  const entity = await confirmedComponent(access.catalog, chosen, credentials);
  return { entity, ...(await stacksOf(entity, access, credentials)) };
}
