import { StackError } from '../session/StackError';

/**
 * The state of the stack is no longer the one that this deploy prepared for, so it starts over. Nothing that it was going
 * to execute has begun.
 */
export class StartOver extends StackError {
  /** @param message - what happened to the stack, and what to do if the deploy does not start over */
  constructor(message: string, cause?: unknown) {
    super('failed', message, { cause });
    this.name = 'StackError';
  }
}
