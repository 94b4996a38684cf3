import {
  CompoundEntityRef,
  KubernetesValidatorFunctions,
  parseEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * Parses an entity reference.
 * @param defaults - kind and namespace of a reference without them; without a default kind, the reference must have one
 * @throws InputError if the catalog would reject the reference
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
  // The parser accepts almost any text as a name.
  if (
    !parsed ||
    !KubernetesValidatorFunctions.isValidNamespace(
      parsed.namespace.toLocaleLowerCase('en-US'),
    ) ||
    !KubernetesValidatorFunctions.isValidObjectName(parsed.name)
  ) {
    throw new InputError(
      `entityRef '${ref}' is not a valid entity reference. Use the form component:default/orders.`,
    );
  }
  return parsed;
}
