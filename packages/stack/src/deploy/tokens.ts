/**
 * Client tokens and notes of one attempt. They are derived from the attempt's token, so that a later run with the
 * same token asks for the same again and CloudFormation does it once.
 * Up to 128 characters: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */

/** Of what stops the operation: DeleteStack or CancelUpdateStack. */
export const cancelToken = (token: string) => `cancel-${token}`;

/** Of what brings the stack into a state that takes a change set. */
export const recoveryToken = (token: string) => `recover-${token}`;

/** Of the deletion of the empty stack that a change set made. */
export const discardToken = (token: string) => `discard-${token}`;

/** Description of a change set that made the empty stack it is for: CloudFormation keeps it nowhere else. */
export const madeStackNote = (token: string) =>
  `private-serverless: made this stack (${token})`;
