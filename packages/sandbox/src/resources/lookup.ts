import { Account, LiveResource, Value } from '../account/Account';
import { HandlerError } from './contract';

/**
 * Finds a resource that another resource refers to.
 *
 * @param message - AWS's message if the resource does not exist
 * @throws HandlerError `NotFound`
 */
export function requireResource(
  account: Account,
  type: string,
  physicalId: Value | undefined,
  message: string,
): LiveResource {
  const resource = account.find(type, physicalId);
  if (!resource) throw new HandlerError(message, 'NotFound');
  return resource;
}

/**
 * Returns the name if no other resource of the type has it.
 *
 * @param property - the property of the type that holds the name
 * @throws HandlerError `AlreadyExists`
 */
export function claimName(
  account: Account,
  type: string,
  property: string,
  name: string,
): string {
  if (account.find(type, name)) {
    throw new HandlerError(
      `Resource of type '${type}' with identifier '{"/properties/${property}":"${name}"}' already exists.`,
      'AlreadyExists',
    );
  }
  return name;
}
