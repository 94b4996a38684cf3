import { callError } from '../session/aws/AwsCalls';
import type { StackReference } from '../session/describe';
import type { FollowOptions } from '../session/options';
import { StackSession } from '../session/StackSession';
import { liveTemplateBody } from './liveTemplate';

/**
 * The template that a stack has now, processed: the result of its macros, if it has any. One request.
 *
 * @param options - `stackName`: better the ARN, because a name can become that of another stack
 * @throws StackError `unreachable`; `failed`
 * @public
 */
export async function deployedTemplate(
  options: StackReference & Pick<FollowOptions, 'retryPolicy'>,
): Promise<string> {
  const { stackName } = options;
  try {
    return await liveTemplateBody(new StackSession(options), {
      stackArn: stackName,
    });
  } catch (error) {
    throw callError(`read the template of stack ${stackName}`, error);
  }
}
