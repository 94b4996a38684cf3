import {
  CompoundEntityRef,
  KubernetesValidatorFunctions,
  parseEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * The parts of an entity reference that a person typed.
 * @param defaults - what a shortened reference means; without them kind and name are required
 * @throws InputError for what the catalog would not take as a reference
 */
export function readEntityRef(
  ref: string,
  defaults?: { defaultKind?: string; defaultNamespace?: string },
): CompoundEntityRef {
  let parsed: CompoundEntityRef | undefined;
  try {
    parsed = parseEntityRef(ref.trim(), defaults);
  } catch {
    parsed = undefined;
  }
  // The parser takes nearly any text as a name.
  if (
    !parsed ||
    !KubernetesValidatorFunctions.isValidNamespace(
      parsed.namespace.toLocaleLowerCase('en-US'),
    ) ||
    !KubernetesValidatorFunctions.isValidObjectName(parsed.name)
  ) {
    throw new InputError(
      `entityRef '${ref}' is no entity reference. Write it as component:default/orders.`,
    );
  }
  return parsed;
}
