import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '@private-serverless/environment';
import {
  formatVerdict,
  readCloudAssembly,
  RepositoryFileError,
  type Verdict,
  type VerifyOptions as ProofOptions,
  verifyTemplate,
  verifyTemplates,
} from '@private-serverless/privacy';
import { decodeTemplate, TemplateError } from '@private-serverless/template';
import type { EnvironmentOptions } from '../lib/environments';
import type { Io } from '../lib/io';
import { factsOfRepository, factsRules, withFile } from '../lib/networkFacts';
import { projectWith } from '../lib/project';
import { proofOptions } from '../lib/proofOptions';
import { NegativeResult, UsageError } from '../lib/usage';

/** Options of `verify`. */
export type VerifyOptions = {
  parameters?: string;
  networkFacts?: string;
  environment?: string;
  config?: string[];
  format: 'text' | 'json' | 'sarif';
};

/** Runs `verify`. */
export async function runVerify(
  target: string,
  options: VerifyOptions,
  io: Io,
) {
  const { environment: id, config: files } = options;
  if (!id && files) {
    throw new UsageError(
      '--config is used only with --environment. Add --environment, or remove it.',
    );
  }
  if (isCloudAssembly(target)) {
    await verifyAssembly(target, options, io);
    return;
  }
  const { root, templatePath, parameters } = await projectWith(
    target,
    options.parameters,
  );
  const environment = id
    ? await environmentNamed({ id, files, warn: io.err })
    : undefined;
  const [facts, repository] = await Promise.all([
    factsOfRepository(root, options.networkFacts),
    proofOptions(root, environment, io.err),
  ]);
  const bytes = await readFile(templatePath).catch(error => {
    throw new UsageError(`${templatePath} cannot be read: ${error.message}`);
  });
  const file = path.relative(process.cwd(), templatePath);
  const verdict = verifyFile(file, bytes, {
    parameters,
    ...(environment && factsRules(environment)),
    ...facts,
    ...repository,
  });
  io.out(formatVerdict(verdict, options.format, { file }));
  if (verdict.verdict !== 'private') throw new NegativeResult();
}

/** Whether a folder is what `cdk synth` writes. */
function isCloudAssembly(target: string): boolean {
  return (
    existsSync(path.join(target, 'manifest.json')) &&
    existsSync(path.join(target, 'cdk.out'))
  );
}

/** Verifies the templates of an AWS CDK app together. Exceptions are beside the folder, which CDK writes anew. */
async function verifyAssembly(
  target: string,
  options: VerifyOptions,
  io: Io,
): Promise<void> {
  const { config: files, environment: id, parameters: file } = options;
  if (file) {
    throw new UsageError(
      '--parameters is used only with one template. Remove it, or verify one template of the folder.',
    );
  }
  const environment = id
    ? await environmentNamed({ id, files, warn: io.err })
    : undefined;
  const root = path.dirname(path.resolve(target));
  const [templates, facts, repository] = await Promise.all([
    readCloudAssembly(target).catch(error => {
      if (!(error instanceof RepositoryFileError)) throw error;
      throw new UsageError(`${target}: ${error.message}`);
    }),
    factsOfRepository(root, options.networkFacts),
    proofOptions(root, environment, io.err),
  ]);
  const verdict = withFile(facts.networkFactsFile, () =>
    verifyTemplates({
      ...(environment && factsRules(environment)),
      ...facts,
      ...repository,
      templates: templates.map(template => ({
        ...template,
        file: path.join(target, template.file),
      })),
    }),
  );
  io.out(formatVerdict(verdict, options.format, { file: target }));
  if (verdict.verdict !== 'private') throw new NegativeResult();
}

/** Loads the code that reads configuration only for an environment: it takes longer than the rest of the command. */
async function environmentNamed(
  options: EnvironmentOptions & { id: string },
): Promise<Environment> {
  // eslint-disable-next-line global-require -- `import()` would start Node's loader of ES modules
  const { readConfiguredEnvironment } =
    require('../lib/environments') as typeof import('../lib/environments');
  return (await readConfiguredEnvironment(options)).environment;
}

/** @throws UsageError that names the file, and the line if it is known */
function verifyFile(
  file: string,
  bytes: Uint8Array,
  options: Omit<ProofOptions, 'template'>,
): Verdict {
  try {
    const template = decodeTemplate(bytes);
    return withFile(options.networkFactsFile, () =>
      verifyTemplate({ ...options, template }),
    );
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { line, reason } = error;
    const place = line === undefined ? file : `${file}, line ${line}`;
    throw new UsageError(`Template ${place}: ${reason}`);
  }
}
