import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import type { StackSession } from '../session/StackSession';
import { parseTemplateWith, type Template } from './parse';

/**
 * The processed template of a stack, or of a change set: the result of its macros, if it has any.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function liveTemplateBody(
  { calls, cloudFormation }: StackSession,
  of: { stackArn: string; changeSetArn?: string },
): Promise<string> {
  const { TemplateBody: body } = await calls.call('GetTemplate', o =>
    cloudFormation.send(
      new GetTemplateCommand({
        StackName: of.stackArn,
        ChangeSetName: of.changeSetArn,
        TemplateStage: 'Processed',
      }),
      o,
    ),
  );
  return body ?? '';
}

/**
 * The processed template of a stack, or of a change set, parsed.
 *
 * @throws StackError `input` when it is not a template; UnreachableError, or what the SDK throws
 */
export async function readLiveTemplate(
  session: StackSession,
  stackArn: string,
  changeSetArn?: string,
): Promise<Template> {
  const body = await liveTemplateBody(session, { stackArn, changeSetArn });
  return parseTemplateWith(session.readTemplateText, body, `of ${stackArn}`);
}
