import { InputError } from '@backstage/errors';
import { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/**
 * The environment that a person named.
 * @throws InputError that lists the configured ids where there is none of this id
 */
export function environmentNamed(
  environments: Environment[],
  id: string,
): Environment {
  const found = environments.find(environment => environment.id === id);
  if (!found) {
    const known = environments.map(environment => environment.id).join(', ');
    const fix = known
      ? `Choose one of: ${known}.`
      : 'Add one under privateServerless.environments.';
    throw new InputError(`environment '${id}' is not configured. ${fix}`);
  }
  return found;
}
