import { hidden } from './secretNames';

/** Hides values that are known to be secret in texts and errors. */
export class Redactor {
  private values: string[] = [];

  /** @param values - the longest first, since one may be the beginning of another */
  setSecrets(values: string[]) {
    this.values = values;
  }

  /** The text without the secret values. */
  hide(text: string): string {
    return this.values.reduce(
      (shown, value) => shown.replaceAll(value, hidden),
      text,
    );
  }

  /** The same error, without the secret values in its message and in those of its causes. */
  hideInError(error: unknown): unknown {
    for (let at = error; at instanceof Error; at = at.cause) {
      at.message = this.hide(at.message);
      if (at.stack) at.stack = this.hide(at.stack);
    }
    return error;
  }
}
