import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { confirmedComponent } from './confirmedComponent';
import { leftoverStack, type LeftoverAccess } from './leftoverStack';
import { type NamedStack, stacksOf } from './stacksOf';

/** What to destroy: a component of the catalog, or a leftover stack. */
export type DestroyChoice =
  | { entityRef: string }
  | { environment: string; stackArn: string };

/**
 * Reads the input of the destroy action. A form sends an empty string for a field without an answer.
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
      `entityRef '${entityRef}' and stackArn '${stackArn}' are both set. Set only entityRef for a component of the catalog, or only environment and stackArn for a leftover stack.`,
    );
  }
  if (entityRef) return { entityRef };
  if (environment && stackArn) return { environment, stackArn };
  throw new InputError(
    `${
      stackArn ? 'environment' : 'entityRef'
    } is missing. Set entityRef for a component of the catalog, or environment and stackArn for a leftover stack.`,
  );
}

/**
 * The stacks that a user chose and confirmed. A leftover stack has no entity.
 * @throws the errors of `confirmedComponent`, `stacksOf` and `leftoverStack`
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
