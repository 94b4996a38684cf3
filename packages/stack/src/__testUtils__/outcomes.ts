import { StackError } from '../errors';
import type { World } from './world';

/** The error that a deploy, a destroy or the like ends with. */
export async function errorOf(
  operation: Promise<unknown>,
): Promise<StackError> {
  const error = await operation.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StackError);
  return error as StackError;
}

/** The requests to a world's sandbox that change something, since its counts were reset. */
export function changesIn({ sandbox }: World): string[] {
  return Object.keys(sandbox.control.requestCounts()).filter(
    name => !/^(Describe|List|Get|Head)/.test(name),
  );
}
