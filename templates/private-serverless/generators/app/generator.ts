import Generator, { type BaseOptions } from 'yeoman-generator';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { packagePath } from './package-root.ts';
import { projectFiles } from './files.ts';
import { validateAnswers } from './validate.ts';

/** Options of a run without prompts. */
export type PrivateServerlessOptions = BaseOptions & {
  answers?: unknown;
  environment?: Environment;
};

/** The Yeoman generator: `yo private-serverless`, or run by `generateProject`. */
export default class PrivateServerlessGenerator extends Generator<
  Record<string, unknown>,
  PrivateServerlessOptions
> {
  private answers!: Answers;
  private environment!: Environment;

  initializing(): void {
    this.sourceRoot(packagePath('skeleton'));
    this.environment = this.options.environment as Environment;
    this.answers = validateAnswers(this.options.answers, this.environment);
  }

  writing(): void {
    for (const file of projectFiles(this.answers, this.environment)) {
      if ('text' in file) {
        this.fs.write(this.destinationPath(file.path), file.text);
      } else {
        this.fs.copyTpl(
          this.templatePath(file.skeleton),
          this.destinationPath(file.path),
          { answers: this.answers, environment: this.environment },
        );
      }
    }
  }
}
