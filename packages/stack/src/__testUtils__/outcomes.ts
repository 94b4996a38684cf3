import { StackError } from '../session/StackError';
import type { World } from './world';

/** The error of a deploy, a destroy or a similar call. */
export async function errorOf(call: Promise<unknown>): Promise<StackError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StackError);
  return error as StackError;
}

/** The API calls that changed something in a sandbox since its counts were reset. */
export function changesIn({ sandbox }: World): string[] {
  return Object.keys(sandbox.control.requestCounts()).filter(
    name => !/^(Describe|List|Get|Head)/.test(name),
  );
}
