import { TemplateError } from './TemplateError';
import { limits } from './limits';

/** Limits the total length of the paths of a template's nodes. */
export class PathBudget {
  private chars = 0;

  /** @throws TemplateError if the paths exceed `limits.maxPathChars` */
  spend(path: string, line: number): void {
    this.chars += path.length;
    if (this.chars > limits.maxPathChars) {
      throw new TemplateError(
        'The template has too many values below long keys. Shorten the keys.',
        line,
      );
    }
  }
}
