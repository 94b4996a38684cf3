import Generator, { type BaseOptions } from 'yeoman-generator';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { readEnvironmentsFile } from './environments-file.ts';
import { projectFiles, skeletonData } from './files.ts';
import { packagePath } from './package-root.ts';
import { questions } from './questions.ts';
import { formatResult } from './repository/format-result.ts';
import { validateAnswers } from './validate.ts';

/** What a run is given: answers and environment, or a file with environments and somebody to ask. */
export type PrivateServerlessOptions = BaseOptions & {
  answers?: unknown;
  environment?: Environment;
  config?: string;
  /** The destination is a new folder, whose files need no comparison; set by `generateProject`. @default false */
  isNewFolder?: boolean;
};

/** The Yeoman generator: `yo private-serverless --config app-config.yaml`, or run by `generateProject`. */
export default class PrivateServerlessGenerator extends Generator<
  Record<string, unknown>,
  PrivateServerlessOptions
> {
  private answers!: Answers;
  private environment!: Environment;

  constructor(args: string[], options: PrivateServerlessOptions) {
    // Where nothing is to be installed, the environment need not say so either.
    super(args, options, { customInstallTask: options.skipInstall });
    this.option('config', {
      type: String,
      description: 'YAML file with privateServerless.environments',
      default: 'app-config.yaml',
    });
    this.sourceRoot(packagePath('skeleton'));
  }

  /** Asks for the answers, unless they came with the options. */
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

  /** Writes the files; over an existing repository by the rules of `generateProject`, as everywhere else. */
  async writing(): Promise<void> {
    if (!this.options.isNewFolder) {
      // Loaded here: generateProject runs this generator in a temporary folder.
      const { generateProject } = await import('./generate-project.ts');
      const result = await generateProject({
        answers: this.answers,
        environment: this.environment,
        outDir: this.destinationRoot(),
      });
      this.log(formatResult(result));
      return;
    }
    const data = skeletonData(this.answers, this.environment);
    for (const file of projectFiles(this.answers, this.environment)) {
      const path = this.destinationPath(file.path);
      if ('text' in file) {
        this.fs.write(path, file.text);
      } else {
        this.fs.copyTpl(this.templatePath(file.skeleton), path, data);
      }
    }
  }
}
