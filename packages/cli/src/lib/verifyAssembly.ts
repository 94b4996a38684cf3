import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  formatVerdict,
  networkPicture,
  readCloudAssembly,
  RepositoryFileError,
  verifyTemplates,
} from '@private-serverless/privacy';
import type { VerifyOptions } from './verifyOptions';
import { environmentNamed } from './configuredEnvironment';
import type { Io } from './io';
import { factsOfRepository, factsRules, withFile } from './networkFacts';
import { proofOptions } from './proofOptions';
import { NegativeResult, UsageError } from './usage';

/** Whether a format has a picture of the network. */
export function isDrawn({ format }: VerifyOptions): boolean {
  return format === 'markdown' || format === 'html';
}

/** Whether a folder is what `cdk synth` writes. */
export function isCloudAssembly(target: string): boolean {
  return (
    existsSync(path.join(target, 'manifest.json')) &&
    existsSync(path.join(target, 'cdk.out'))
  );
}

/** Verifies the templates of an AWS CDK app together. Exceptions are beside the folder, because `cdk synth` overwrites it. */
export async function verifyAssembly(
  target: string,
  options: VerifyOptions,
  io: Io,
): Promise<void> {
  const { config: files, environment: id, parameters: file } = options;
  if (options.writeProof || options.checkProof) {
    throw new UsageError(
      `${target} is the folder of an AWS CDK app, which keeps no proof. Remove --write-proof and --check-proof, or write a document: --format markdown.`,
    );
  }
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
  const proof = {
    ...(environment && factsRules(environment)),
    ...facts,
    ...repository,
    templates: templates.map(template => ({
      ...template,
      file: path.join(target, template.file),
    })),
  };
  const verdict = withFile(facts.networkFactsFile, () =>
    verifyTemplates(proof),
  );
  const picture = isDrawn(options) ? networkPicture(proof, verdict) : undefined;
  io.out(formatVerdict(verdict, options.format, { file: target, picture }));
  if (verdict.verdict !== 'private') throw new NegativeResult();
}
