import Generator, { type BaseOptions } from 'yeoman-generator';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { readEnvironmentsFile } from './environments-file.ts';
import { generateProject } from './generate-project.ts';
import { questions } from './questions.ts';
import { formatResult } from './repository/format-result.ts';
import { validateAnswers } from './validate.ts';

/** Options of a run: answers and an environment, or a file with environments for a run that prompts for the answers. */
export type PrivateServerlessOptions = BaseOptions & {
  answers?: unknown;
  environment?: Environment;
  config?: string;
};

/** The Yeoman generator: `yo private-serverless --config app-config.yaml`. */
export default class PrivateServerlessGenerator extends Generator<
  Record<string, unknown>,
  PrivateServerlessOptions
> {
  private answers!: Answers;
  private environment!: Environment;

  constructor(args: string[], options: PrivateServerlessOptions) {
    // With a custom install task, Yeoman does not log that it skips the install.
    super(args, options, { customInstallTask: options.skipInstall });
    this.option('config', {
      type: String,
      description: 'YAML file with privateServerless.environments',
      default: 'app-config.yaml',
    });
  }

  /** Prompts for the answers, unless the options contain them. */
  async prompting(): Promise<void> {
    const { environment, config = '' } = this.options;
    const environments = environment
      ? [environment]
      : readEnvironmentsFile(this.destinationPath(config));
    const answers =
      this.options.answers ?? (await this.prompt(questions(environments)));
    const chosen = environments.find(
      ({ id }) => id === (answers as Partial<Answers>).environment,
    );
    this.environment = chosen ?? environments[0]!;
    this.answers = validateAnswers(answers, this.environment);
  }

  /** Writes the repository with `generateProject`, as the command line and the action do. */
  async writing(): Promise<void> {
    const result = await generateProject({
      answers: this.answers,
      environment: this.environment,
      outDir: this.destinationRoot(),
    });
    this.log(formatResult(result));
  }
}
