import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  formatVerdict,
  type Verdict,
  type VerifyOptions as ProofOptions,
  verifyTemplate,
} from '@private-serverless/privacy';
import { decodeTemplate, TemplateError } from '@private-serverless/template';
import type { EnvironmentOptions } from '../lib/environments';
import type { Io } from '../lib/io';
import {
  type FactsOptions,
  factsOfRepository,
  factsRules,
  withFile,
} from '../lib/networkFacts';
import { projectWith } from '../lib/project';
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
  const { root, templatePath, parameters } = await projectWith(
    target,
    options.parameters,
  );
  const rules = id ? await rulesOf({ id, files, warn: io.err }) : {};
  const facts = await factsOfRepository(root, options.networkFacts);
  const bytes = await readFile(templatePath).catch(error => {
    throw new UsageError(`${templatePath} cannot be read: ${error.message}`);
  });
  const file = path.relative(process.cwd(), templatePath);
  const verdict = verifyFile(file, bytes, { parameters, ...rules, ...facts });
  io.out(formatVerdict(verdict, options.format, { file }));
  if (verdict.verdict !== 'private') throw new NegativeResult();
}

/** Loads the code that reads configuration only for an environment: it takes longer than the rest of the command. */
async function rulesOf(
  options: EnvironmentOptions & { id: string },
): Promise<FactsOptions> {
  // eslint-disable-next-line global-require -- `import()` would start Node's loader of ES modules
  const { readConfiguredEnvironment } =
    require('../lib/environments') as typeof import('../lib/environments');
  const { environment } = await readConfiguredEnvironment(options);
  return factsRules(environment);
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
