/**
 * Client tokens and notes of one attempt. They are derived from the token of the attempt, so that a later run with the
 * same token makes the same request again and CloudFormation executes it once. CloudFormation allows 128 characters:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */

/** Client token of the DeleteStack or CancelUpdateStack call that cancels a stack operation. */
export const cancelToken = (token: string) => `cancel-${token}`;

/** Client token of the RollbackStack call that recovers a stack. The stack may then have to be deleted. */
export const rollbackToken = (token: string) => `undo-${token}`;

/** Client token of another recovery of a stack. */
export const recoveryToken = (token: string) => `recover-${token}`;

/** Client token of the deletion of the empty stack that a change set created. */
export const cleanUpToken = (token: string) => `discard-${token}`;

/** Description of a change set that created its empty stack. CloudFormation does not record this anywhere else. */
export const createdStackNote = (token: string) =>
  `private-serverless: made this stack (${token})`;
